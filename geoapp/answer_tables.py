"""The tables that answer each of the planners' questions."""

from math import isfinite

from geoapp.answers import Answer, Column, Row, number, share, signed
from geoapp.convert.risk_pages import group_word
from geoapp.models import Slot
from geoapp.questions import BeforeAfter, Tested, WhatIf
from geoapp.words import (
    BACKTEST_METHODS,
    COMPARED_FIGURES,
    EVALUATION_VERDICTS,
    EVALUATION_WARNINGS,
    finding_word,
)
from maps.analysis.evaluation import Role
from maps.analysis.suppression import PLANNERS_LEAST
from maps.analysis.what_if import Added, Comparison
from maps.drawing.hotspot_tables import VERDICTS
from maps.drawing.values import Word

AREA = Column("area_share", Word("area", "面积"), share)


def backtest_answers(tested: Tested) -> list[Answer]:
    """For each group of categories: how each method did, the gain over rivals, and the verdict in words."""
    answers = []
    for group, facts in tested.groups.items():
        name = group_word(group)
        scores: list[Row] = [
            {
                "group": group or "all",
                "verdict": facts["verdict"],
                **score,
                "name": BACKTEST_METHODS[score["method"]],
            }
            for score in facts["scores"]
            if score["incidents"] >= PLANNERS_LEAST
        ]
        said = [_gain_said(one) for one in facts["advantages"] if one["gain"] is not None]
        findings = [finding_word(one.code, dict(one.facts)) for one in tested.findings] if not group else []
        origins = Word(
            f"{facts['origins']} origins, {facts['horizon_days']} days ahead each",
            f"{facts['origins']} 个起点，各预测 {facts['horizon_days']} 天",
        )
        answers.append(
            Answer(
                f"backtest-{group or 'all'}",
                Word(f"Backtest, {name.en}", f"回测：{name.zh}"),
                (
                    Column("name", Word("method", "方法")),
                    AREA,
                    Column("hits", Word("hits", "命中"), number(0)),
                    Column("incidents", Word("of", "事件"), number(0)),
                    Column("hit_rate", Word("hit rate", "命中率"), number(3)),
                    Column("lo", Word("from", "下限"), number(3)),
                    Column("hi", Word("to", "上限"), number(3)),
                    Column("pai", Word("PAI", "PAI"), number(2)),
                    Column("pei", Word("PEI", "PEI"), number(2)),
                ),
                scores,
                (VERDICTS[facts["verdict"]], origins, *said, *findings),
            )
        )
    return answers


def backtest_export(tested: Tested) -> list[Answer]:
    """The same rows with the codes of group, method and verdict, for files."""
    codes = [Column(key, Word(key, key)) for key in ("group", "method", "verdict")]
    return [
        Answer(
            one.code,
            one.title,
            (*codes, *one.columns[1:]),
            [{**row, "name": row["method"]} for row in one.rows],
            one.notes,
        )
        for one in backtest_answers(tested)
    ]


def _gain_said(one: Row) -> Word:
    rival = BACKTEST_METHODS[one["rival"]]
    figures = f"{100 * one['gain']:+.1f} ({100 * one['lo']:.1f} – {100 * one['hi']:.1f})"
    area = f"{100 * one['area_share']:.0f} %"
    if one["lo"] > 0:
        said = Word("better than", "优于")
    elif one["hi"] < 0:
        said = Word("worse than", "不如")
    else:
        said = Word("no difference shown from", "与之未见差异：")
    return Word(
        f"at {area} of the area {said.en} {rival.en}: {figures} points of hit rate",
        f"面积 {area}：{said.zh}{rival.zh}，命中率 {figures} 个百分点",
    )


def what_if_answers(found: WhatIf) -> list[Answer]:
    """Marginal value of teams, of one more post, of other slots."""
    changes = {slot.code: Word(slot.name_en, slot.name_zh) for slot in Slot.objects.all()}
    changes |= {
        one.name: Word(f"all patrols {one.name}", f"全部班次 {one.name}")
        for one in found.slots
        if one.name not in changes
    }
    basis = what_it_rests_on(found)
    teams: list[Row] = [
        {
            "patrols": one.patrols,
            "covered": one.covered,
            "lo": one.lo,
            "hi": one.hi,
            "per_patrol": one.per_patrol,
        }
        for one in found.teams
    ]
    return [
        Answer(
            "teams",
            Word("What the patrols cover, and what each adds", "不同班次数的覆盖及边际价值"),
            (
                Column("patrols", Word("patrols", "班次"), number(0)),
                Column("covered", Word("incidents covered", "覆盖事件"), number(2)),
                Column("lo", Word("from", "下限"), number(2)),
                Column("hi", Word("to", "上限"), number(2)),
                Column("per_patrol", Word("added by each", "每班新增"), number(4)),
            ),
            teams,
            (basis,),
        ),
        _added("posts", Word("One more post", "新增一个岗点"), Word("in grid", "所在网格"), found.posts, {}),
        _added(
            "slots",
            Word("One more patrol a day in a slot, or all at other hours", "每天某班次加一班，或整体改时段"),
            Word("change", "变化"),
            found.slots,
            changes,
        ),
    ]


def what_it_rests_on(found: WhatIf) -> Word:
    """What the answers were measured by, in words."""
    held = found.held_out
    if held.expected_only:
        return Word(
            f"Only {held.counted} incidents happened since the risk was made: measured by expected ones, "
            "which flatters the plan.",
            f"风险图之后仅有 {held.counted} 起事件：以预期事件衡量，结果偏乐观。",
        )
    return Word(
        f"Measured by {held.counted} incidents of {held.weeks} weeks that the plan did not know, as a mean "
        "week.",
        f"以方案未知的 {held.weeks} 周内 {held.counted} 起事件衡量，按平均一周计。",
    )


def _added(code: str, title: Word, heading: Word, found: tuple[Added, ...], names: dict[str, Word]) -> Answer:
    rows: list[Row] = [
        {"name": names.get(one.name, Word(one.name, one.name)), "covered": one.covered, "added": one.added}
        for one in found
    ]
    columns = (
        Column("name", heading),
        Column("added", Word("incidents added", "新增覆盖"), signed),
        Column("covered", Word("covered in all", "合计覆盖"), number(2)),
    )
    return Answer(code, title, columns, rows)


def comparison_answer(first: int, second: int, found: Comparison) -> Answer:
    """Two rosters side by side."""
    rows: list[Row] = [
        {
            "figure": one.code,
            "name": COMPARED_FIGURES[one.code],
            "first": one.first,
            "second": one.second,
            "difference": one.difference,
        }
        for one in found.figures
    ]
    return Answer(
        "rosters",
        Word(f"Rosters {first} and {second}", f"排班 {first} 与 {second}"),
        (
            Column("name", Word("figure", "指标")),
            Column("first", Word(f"roster {first}", f"排班 {first}"), number(3)),
            Column("second", Word(f"roster {second}", f"排班 {second}"), number(3)),
            Column("difference", Word("difference", "差"), signed),
        ),
        rows,
    )


def before_after_answer(found: BeforeAfter) -> Answer:
    """Counts on both sides, the ratio with its interval, and what may be said."""
    result = found.result
    own = [_told(result.patrolled_before), _told(result.patrolled_after)]
    other = [_told(result.control_before), _told(result.control_after)]
    rows: list[Row] = [
        {
            "side": Word("patrolled", "巡防区"),
            "cells": found.cells[Role.PATROLLED],
            "before": own[0],
            "after": own[1],
        },
        {
            "side": Word("control", "对照区"),
            "cells": found.cells[Role.CONTROL],
            "before": other[0],
            "after": other[1],
        },
        {
            "side": Word("between (buffer)", "缓冲区"),
            "cells": found.cells[Role.BUFFER],
            "before": None,
            "after": None,
        },
    ]
    return Answer(
        "before-after",
        Word("Before and after, with control cells", "前后对照（含对照区）"),
        (
            Column("side", Word("cells", "单元格")),
            Column("cells", Word("how many", "数量"), number(0)),
            Column("before", Word("before", "之前"), number(0)),
            Column("after", Word("after", "之后"), number(0)),
        ),
        rows,
        (
            *_ratio_said(found, None not in [*own, *other]),
            *(EVALUATION_WARNINGS[code] for code in result.warnings),
        ),
    )


def _ratio_said(found: BeforeAfter, shown: bool) -> list[Word]:
    result = found.result
    said = [EVALUATION_VERDICTS[result.verdict]]
    if shown and isfinite(result.rate_ratio):
        figures = f"{result.rate_ratio:.2f} ({result.lo:.2f} – {result.hi:.2f})"
        said.append(
            Word(
                f"rate ratio {figures}, over-dispersion {result.dispersion:.2f}",
                f"比率 {figures}，过度离散 {result.dispersion:.2f}",
            )
        )
    if shown and result.verdict == "fewer" and isfinite(result.displacement):
        moved = (
            Word("the cells beside gained too", "周边同样受益")
            if result.displacement > 0
            else Word("some moved beside", "部分转移至周边")
            if result.displacement >= -1
            else Word("more moved beside than was prevented", "转移多于预防")
        )
        said.append(
            Word(
                f"displacement quotient {result.displacement:.2f}: {moved.en}",
                f"转移系数 {result.displacement:.2f}：{moved.zh}",
            )
        )
    return said


def _told(count: float) -> float | None:
    return count if count >= PLANNERS_LEAST else None
