"""What codes mean, in the two languages of the pages."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from geoapp.convert.visits import NO_PATROL
from maps.drawing.values import Word
from routing import reasons
from scheduling import explain
from scheduling.contradictions import Contradiction

RULES_OF_PRACTICE = (
    Word("At least two together, always.", "始终两人以上同行。"),
    Word(
        "Observe, record, report. Never chase, never search, never argue.",
        "观察、记录、报告；不追赶、不搜查、不争执。",
    ),
    Word("In danger: step back, keep others away, call.", "遇险先撤离，劝离群众，立即报警。"),
    Word("In severe cold go indoors when the leader says so.", "严寒时听从组长安排进室内取暖。"),
    Word("Wear the armband and a reflective vest; cross at crossings.", "佩戴红袖标和反光背心，走人行横道。"),
)
LEADER, MEMBER = Word("leader", "组长"), Word("member", "队员")
STAYS_AT_POST = Word("stay at the post", "在岗点值守")
HOME_VISIT = Word("home visit", "上门服务")

BACKTEST_METHODS = {
    "default": Word("this plan's risk", "本方案风险"),
    "counts": Word("all past counts", "历史累计"),
    "last-four-weeks": Word("last four weeks", "最近四周"),
    "uniform": Word("everywhere alike", "均匀分布"),
    "oracle": Word("best possible", "理论最优"),
}

CATEGORY_GROUPS = {
    "": Word("all categories", "全部类别"),
    "property": Word("property", "侵财"),
    "violence": Word("violence", "暴力"),
    "disorder": Word("disorder", "秩序与纠纷"),
    "hazard": Word("hazard", "安全隐患"),
    "other": Word("other", "其他"),
}
EVALUATION_VERDICTS = {
    "fewer": Word("Fewer incidents than the control cells lead to expect.", "事件少于对照区所预示的数量。"),
    "more": Word("More incidents than the control cells lead to expect.", "事件多于对照区所预示的数量。"),
    "no-change": Word("No change beyond chance.", "变化未超出偶然。"),
    "too-wide": Word(
        "No verdict: the interval is wider than a factor of 2. Take longer periods or more cells.",
        "无法下结论：区间跨度超过 2 倍，请延长时段或增加单元格。",
    ),
    "too-few-incidents": Word(
        "No verdict: a side has no incidents in a period. Take longer periods or more cells.",
        "无法下结论：某一侧某时段没有事件，请延长时段或增加单元格。",
    ),
    "too-few-cells": Word(
        "No verdict: fewer than 5 cells on a side. Take more areas.",
        "无法下结论：某一侧不足 5 个单元格，请增加区域。",
    ),
}
EVALUATION_WARNINGS = {
    "picked-as-worst": Word(
        "Warning: these places were the worst before. Such places fall back by themselves; do not call "
        "it an effect.",
        "警告：这些地点此前最严重，本就会自行回落，不能据此认定巡防见效。",
    )
}
COMPARED_FIGURES = {
    "coverage": Word("share of risk covered", "风险覆盖率"),
    "covered": Word("expected incidents covered", "覆盖的预期事件"),
    "minutes": Word("minutes with a team there", "有队伍在场的分钟"),
    "cells": Word("cells with any dose", "有剂量的单元格"),
    "dose-cells": Word("cells with a full dose", "满剂量的单元格"),
    "equity": Word("least ÷ most covered community", "社区覆盖最低 ÷ 最高"),
}
# What is wrong with a record of incidents; the facts fill in the figures.
FINDINGS = {
    "no-incidents": Word(
        "There is no incident, so there is no risk to show.", "没有事件记录，无法显示风险。"
    ),
    "one-incident": Word(
        "There is only one incident; one is no pattern, so the risk is flat.",
        "只有一起事件，不成规律，风险按均匀处理。",
    ),
    "one-point": Word(
        "All {rows} incidents lie at one point; their addresses may not have been located.",
        "全部 {rows} 起事件在同一点，地址可能未定位。",
    ),
    "null-point": Word(
        "{rows} incidents lie at 0, 0, which stands for an unknown place; they are left out.",
        "{rows} 起事件位于 0, 0（位置未知），未计入。",
    ),
    "degrees": Word(
        "All {rows} positions look like degrees, but metres are needed.",
        "全部 {rows} 个位置像是经纬度，而此处需要米。",
    ),
    "far-away": Word(
        "{rows} incidents lie over {km} km from the middle of the others; they are left out.",
        "{rows} 起事件距其他事件中心超过 {km} 公里，未计入。",
    ),
    "no-place": Word(
        "{rows} incidents have a coordinate that is not a number; they are left out.",
        "{rows} 起事件的坐标不是数字，未计入。",
    ),
    "future": Word(
        "{rows} incidents begin after {as_of}; they are not read.", "{rows} 起事件晚于 {as_of}，未读取。"
    ),
    "gap": Word(
        "No incident begins between {first} and {last}, {days} days; some may be missing.",
        "{first} 至 {last}（{days} 天）没有任何事件，可能有缺失。",
    ),
}

# Why a seat is empty, and what a coordinator can do about it.
EMPTY_SEAT_REASONS: dict[str, tuple[Word, Word]] = {
    explain.NOBODY_IN_REACH: (
        Word("nobody within reach offers this slot", "步行范围内无人报名此时段"),
        Word("ask a team nearby for this slot, or allow a longer walk", "动员附近队伍报名，或放宽步行距离"),
    ),
    explain.TOO_FEW_OFFER: (
        Word("too few people offer this slot", "报名人数不足"),
        Word("ask for more people in this slot", "动员更多人报名此时段"),
    ),
    explain.LAPSED: (
        Word("insurance or training of those who offer has lapsed", "报名者保险或培训已过期"),
        Word("renew the insurance or training", "及时续保或补训"),
    ),
    explain.WRONG_AGE: (
        Word("those who offer are too young or too old for the night", "报名者年龄不符合夜间巡防要求"),
        Word("ask people between the ages of the rules", "动员年龄符合规定的人员"),
    ),
    explain.NO_LEADER_OFFERS: (
        Word("no leader offers this slot", "无组长报名此时段"),
        Word("train one more leader here, or ask one for this slot", "培养或动员一名组长"),
    ),
    explain.TOO_FEW_KINDS_OFFER: (
        Word("all who offer are of one kind of team", "报名者均属同一类队伍"),
        Word("ask a team of another kind", "动员另一类队伍参加"),
    ),
    explain.USED_THAT_DAY: (
        Word("those who offer serve elsewhere that day", "报名者当日已排其他班次"),
        Word("move one of them, or allow two patrols a day", "调整其中一人，或允许一日两班"),
    ),
    explain.RESTING: (
        Word("those who offer would have too little rest", "报名者休息时间不足"),
        Word("move their other patrol", "调整其相邻班次"),
    ),
    explain.CAP_USED: (
        Word("those who offer have reached their weekly number", "报名者已达每周上限"),
        Word("ask one of them for one more patrol this week", "征得一人同意本周加一班"),
    ),
    explain.LEADERS_USED: (
        Word("the leaders who offer are used elsewhere", "组长已排往他处"),
        Word("train one more leader here", "在此增加一名组长"),
    ),
    explain.KINDS_USED: (
        Word("the people who are left are of one kind of team", "剩余人员均属同一类队伍"),
        Word("ask a team of another kind", "动员另一类队伍参加"),
    ),
    explain.NOT_WORTH_IT: (
        Word("the people were worth more elsewhere", "人员在他处更有价值"),
        Word("nothing to do, or ask for more people", "可不处理，或增加人手"),
    ),
}
UNMET_VISIT_REASONS: dict[str, Word] = {
    NO_PATROL: Word("no patrol walks there in the window", "时间窗内无巡防经过"),
    reasons.NO_TEAM: Word("no patrol walks there in the window", "时间窗内无巡防经过"),
    reasons.NO_TEAM_WITH_SKILL: Word("nobody on the patrols has the skill", "巡防人员均不具备所需技能"),
    reasons.UNREACHABLE: Word("no street leads there from the posts", "岗点与该处道路不通"),
    reasons.TOO_FAR_FOR_THE_SHIFT: Word("too far for the shift, there and back", "路程过远，班次内无法往返"),
    reasons.WINDOW_PASSED: Word("the window closes before a patrol can be there", "巡防到达前时间窗已结束"),
    reasons.WINDOW_AFTER_SHIFT: Word("the visit would end after the shift", "服务结束时已过班次"),
    reasons.NO_TIME_LEFT: Word("the patrols have no time left for it", "巡防时间已用于其他服务"),
}


def finding_word(code: str, facts: dict[str, int | str]) -> Word:
    """What is wrong with a record, with its figures."""
    word = FINDINGS[code]
    return Word(word.en.format(**facts), word.zh.format(**facts))


# The sentences of scheduling.contradictions; the packages that compute know no translation.
CONTRADICTIONS = (
    gettext_noop("%(rule)s must be at least %(least)s, got %(value)s"),
    gettext_noop("%(rule)s %(value)s is above %(other)s %(limit)s"),
    gettext_noop("%(rule)s %(value)s leaves no room for %(other)s %(limit)s"),
    gettext_noop("%(rule)s %(value)s is above the %(limit)s seats_desired of patrol %(patrol)s"),
    gettext_noop("%(rule)s %(value)s is above the %(limit)s kinds of team that volunteers belong to"),
)


# The rules of scheduling.verify, as answers to a change that would break them.
BROKEN_RULES: dict[str, str] = {
    "pair-not-offered": gettext_noop("They did not offer this slot, or it is too far."),
    "insurance-lapsed": gettext_noop("Their insurance has lapsed by that day."),
    "training-lapsed": gettext_noop("Their training has lapsed by that day."),
    "wrong-age-at-night": gettext_noop("They are too young or too old for the night."),
    "not-enough-people": gettext_noop("The patrol would have too few people to go."),
    "seats-above-desired": gettext_noop("The patrol has no free seat."),
    "no-leader": gettext_noop("The patrol would have no leader."),
    "too-few-kinds": gettext_noop("The patrol would be of too few kinds of team."),
    "too-many-a-day": gettext_noop("They serve on another patrol that day."),
    "overlap": gettext_noop("They are on another patrol at that time."),
    "too-little-rest": gettext_noop("They would have too little rest."),
    "above-weekly-cap": gettext_noop("They have reached their number of patrols that week."),
}


def broken_in_words(rule: str) -> str:
    """What a change would break, in the reader's language; the rule's name where there is no sentence."""
    return _(BROKEN_RULES[rule]) if rule in BROKEN_RULES else rule


def contradiction_in_words(found: Contradiction) -> str:
    """One sentence that names the rules, in the reader's language."""
    return _(found.sentence) % found.values
