"""The page of the rules: changed by few, read by coordinators, refused where they contradict."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from geoapp.convert.rules import load_rules
from geoapp.models import Role, RosterRules
from geoapp.views.rules import RulesForm
from tests.builders import run_command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings, two_subdistricts):
    settings.SECOND_FACTOR_WAIVED = True


def as_sent(**changes):
    """What the form sends when a few of its fields are changed."""
    row = load_rules()
    values = {name: getattr(row, name) for name in RulesForm().fields}
    sent = {name: "" if value is None else value for name, value in (values | changes).items()}
    return {name: value for name, value in sent.items() if value is not False}


def test_administrator_changes_a_rule(client_of):
    client = client_of(Role.ADMINISTRATOR)

    response = client.post(
        reverse("rules"),
        as_sent(min_rest_h=11.5, skills_once_a_day=["police-liaison"], max_age_at_night=None),
    )

    assert response.url == reverse("rules")
    row = RosterRules.objects.get()
    assert (row.min_rest_h, row.skills_once_a_day, row.max_age_at_night) == (11.5, ["police-liaison"], None)
    assert 'value="11.5"' in client.get(reverse("rules")).content.decode()


def test_auditor_reads_who_changed_which_rule_from_what_to_what(client_of):
    RosterRules.objects.create(pk=1)
    client_of(Role.ADMINISTRATOR).post(reverse("rules"), as_sent(min_rest_h=11.5, wanted_skills=["dialect"]))

    entry = LogEntry.objects.get_for_model(RosterRules).filter(action=LogEntry.Action.UPDATE).get()

    assert entry.actor.username == "a administrator"
    assert entry.changes == {"min_rest_h": ["10.0", "11.5"], "wanted_skills": ["[]", "['dialect']"]}
    assert "min_rest_h" in client_of(Role.AUDITOR).get(reverse("audit-changes")).content.decode()


def test_command_leaves_a_trace_too():
    run_command("rules", "min_rest_h=11")
    run_command("rules", "min_rest_h=12")

    entry = LogEntry.objects.get_for_model(RosterRules).filter(action=LogEntry.Action.UPDATE).get()

    assert entry.changes == {"min_rest_h": ["11.0", "12.0"]}


def test_rules_that_contradict_are_named_and_not_saved(client_of):
    response = client_of(Role.ADMINISTRATOR).post(reverse("rules"), as_sent(max_per_day=9))

    assert "max_per_day 9 is above max_per_week 7" in response.content.decode()
    assert RosterRules.objects.count() == 0


def test_coordinator_of_one_subdistrict_reads_the_rules_only(client_of):
    client = client_of(Role.COORDINATOR)

    assert "Only an administrator" in client.get(reverse("rules")).content.decode()
    assert client.post(reverse("rules"), as_sent(min_rest_h=1)).status_code == 403
    assert RosterRules.objects.count() == 0
