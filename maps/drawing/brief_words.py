"""The words of the printed brief."""

from __future__ import annotations

from maps.drawing.values import Word

BRIEF = Word("Brief for planners", "规划简报")
RISK_MAP = Word("Where: classes of risk, 5 highest", "何处：风险等级（5 最高）")
GAP_MAP = Word("Left open by the plan: classes of gap", "计划未覆盖：缺口等级")
WEEK = Word(
    "When: expected incidents (bars) and planned team minutes (line)",
    "何时：预计事件（柱）与计划巡防分钟（线）",
)
WHERE = Word("Communities with the most expected incidents", "预计事件最多的社区")
AREA = Word("Community", "社区")
CLASS = Word("Class", "等级")
EXPECTED = Word("Expected a week (interval)", "每周预计（区间）")
PART = Word("Part of risk", "风险占比")
BUSIEST = Word("Busiest times", "高发时段")
COVERED = Word("Covered by plan", "计划覆盖率")
IN_FACT = Word("In fact", "实际")
ALONE = Word("Hours alone", "空档小时")
LEFT_BEHIND = Word("Left behind (under 0.8 × mean)", "覆盖偏低（低于均值 0.8 倍）")
NOBODY_BEHIND = Word("No community is under 0.8 × the mean coverage.", "没有社区低于平均覆盖率的 0.8 倍。")
MORE_BEHIND = Word("and {count} more", "另有 {count} 个")
POSTS = Word("One more post would add most in", "新增岗点收益最大处")
ADDED = Word("Incidents added a period", "每期新增覆盖事件")
BACKTEST = Word("Would it have been right? Backtest", "准不准？回测")
METHOD = Word("Method", "方法")
CHOSEN = Word("Area", "面积")
HIT_RATE = Word("Hits of incidents", "命中／事件")
PAI = Word("PAI (interval)", "PAI（区间）")
NO_SIGNAL = Word("no signal, nobody knows", "无信号，情况不明")
READING = Word("How to read this", "阅读说明")
NOTES = (
    Word(
        "A class says how much is expected in a cell of equal size, not that something will happen there.",
        "等级表示等大单元格中预计事件的多少，并不表示一定会发生。",
    ),
    Word(
        "PAI is hit rate ÷ share of area: 1 is no better than chance. Each forecast knew only what had "
        "happened before its day.",
        "PAI 为命中率 ÷ 面积占比，1 表示不优于随机。每次预测只使用当日以前的数据。",
    ),
    Word(
        "A full dose is ten minutes in a cell in two hours; coverage is the share of expected incidents that "
        "a dose meets. Hours alone: the longest time that a cell of the community is without a patrol.",
        "满剂量为两小时内在单元格停留十分钟；覆盖率为有剂量覆盖的预计事件占比；空档为社区内单元格最长无巡防时间。",
    ),
    Word(
        "Patrols' own observations train nothing, so that the map does not feed itself. Counts under 5 are "
        "not shown.",
        "巡防自身的发现不参与计算，以免图自我强化。少于 5 的计数不显示。",
    ),
    Word(
        "Inside the team only: do not publish gaps or hand this sheet to people outside.",
        "仅供内部使用：请勿公开缺口，勿将本页转交外部人员。",
    ),
)
MADE = Word("Made", "生成时间")

ALL = (
    BRIEF, RISK_MAP, GAP_MAP, WEEK, WHERE, AREA, CLASS, EXPECTED, PART, BUSIEST, COVERED, IN_FACT, ALONE,
    LEFT_BEHIND, NOBODY_BEHIND, MORE_BEHIND, POSTS, ADDED, BACKTEST, METHOD, CHOSEN, HIT_RATE, PAI, NO_SIGNAL,
    READING, *NOTES, MADE,
)  # fmt: skip
