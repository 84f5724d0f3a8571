"""The district's own rules of a roster, and what it weighs against what."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RosterRules(models.Model):
    """What every roster of the district keeps and weighs; one row, or none while nothing was changed.

    The names and defaults are those of ``scheduling.problem.Rules`` and, with ``weight_`` before the name,
    of its ``Weights``.
    """

    min_people = models.PositiveSmallIntegerField(_("least people of a patrol"), default=2)
    min_kinds = models.PositiveSmallIntegerField(_("least kinds of team on a patrol"), default=2)
    leader_required = models.BooleanField(_("every patrol has a leader"), default=True)
    max_per_day = models.PositiveSmallIntegerField(_("patrols of a person a day, at most"), default=1)
    max_per_week = models.PositiveSmallIntegerField(_("patrols of a person a week, at most"), default=7)
    min_rest_h = models.FloatField(
        _("rest between two patrols, hours"),
        default=10.0,
        validators=[MinValueValidator(0), MaxValueValidator(168)],
    )
    min_age_at_night = models.PositiveSmallIntegerField(
        _("least age at night"), null=True, blank=True, default=18
    )
    max_age_at_night = models.PositiveSmallIntegerField(
        _("greatest age at night"), null=True, blank=True, default=70
    )
    night_begins = models.TimeField(_("night begins"), default=time(22))
    night_ends = models.TimeField(_("night ends"), default=time(5))
    reach_m = models.PositiveIntegerField(_("walk to a post at most, metres"), default=1500)
    reach_of_own_post_m = models.PositiveIntegerField(
        _("walk to the own team's post at most, metres"), default=2500
    )
    wanted_skills = ArrayField(
        models.CharField(max_length=30),
        verbose_name=_("skills that every patrol should have"),
        default=list,
        blank=True,
    )
    skills_once_a_day = ArrayField(
        models.CharField(max_length=30),
        verbose_name=_("skills that one patrol of each community should have every day"),
        default=list,
        blank=True,
    )
    no_show_rate = models.FloatField(
        _("share of people who do not come, where nothing is known"),
        default=0.1,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    call_in_minutes = models.PositiveSmallIntegerField(
        _("a patrol calls in at least every so many minutes"),
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(480)],
    )
    weight_run = models.PositiveIntegerField(_("weight: patrol that does not run"), default=1000)
    weight_seat = models.PositiveIntegerField(_("weight: empty seat"), default=300)
    weight_skill = models.PositiveIntegerField(_("weight: missing skill"), default=100)
    weight_standby = models.PositiveIntegerField(_("weight: empty standby seat"), default=30)
    weight_fairness = models.PositiveIntegerField(_("weight: uneven load"), default=40)
    weight_walk_per_km = models.PositiveIntegerField(_("weight: kilometre of walk"), default=10)
    weight_preference = models.PositiveIntegerField(_("weight: step away from the preferred slot"), default=3)
    weight_own_team = models.PositiveIntegerField(_("weight: person away from the own team"), default=12)

    class Meta:
        verbose_name_plural = "roster rules"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_row_of_rules"),
            models.CheckConstraint(condition=Q(no_show_rate__range=(0, 1)), name="no_show_rate_is_a_share"),
        ]

    def __str__(self) -> str:
        return "rules of the district"
