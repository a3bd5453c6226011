"""Indicator classes: two editions as data, looked up by folded labels, never guessed."""

import pickle
from types import SimpleNamespace

import pytest

from fiscalkpi import T2015, T2021, Indicator, IndicatorClass, classify, taxonomy
from fiscalkpi.taxonomy import TAXONOMIES, detect_taxonomy, fold_class, split_weight

CLASSES = {
    "T2015": {
        "产出": ["数量", "质量", "时效", "成本"],
        "效益": ["经济效益", "社会效益", "生态效益", "可持续影响"],
        "满意度": ["服务对象满意度"],
    },
    "T2021": {
        "成本": ["经济成本", "社会成本", "生态环境成本"],
        "产出": ["数量", "质量", "时效"],
        "效益": ["经济效益", "社会效益", "生态效益"],
        "满意度": ["服务对象满意度"],
    },
}


def of(level1=None, level2=None):
    return Indicator(name="x", level1=level1, level2=level2)


@pytest.mark.parametrize("edition", [T2015, T2021], ids=TAXONOMIES)
def test_classes_of_the_editions(edition):
    """Each edition has the classes of its document, level 1 before its level 2."""
    found = {}
    for one in edition.classes:
        if one.level == 1:
            assert one.level1 == one.label
            found[one.label] = []
        else:
            found[one.level1].append(one.label)
    assert found == CLASSES[edition.name]
    assert str(edition.source).startswith("财预〔20")
    assert edition.version


def test_codes_of_2015():
    """The class codes of the official systems; the document of 2021 lists none."""
    assert [one.code for one in T2015.classes] == [
        "1",
        "11",
        "12",
        "13",
        "14",
        "2",
        "21",
        "22",
        "23",
        "24",
        "3",
        "31",
    ]
    assert {one.code for one in T2021.classes} == {None}


@pytest.mark.parametrize("edition", [T2015, T2021], ids=TAXONOMIES)
def test_every_spelling_means_one_class_at_its_level(edition):
    """No word means two classes of one level, and each is folded already."""
    seen = [(spelling, one.level) for spelling, one in edition.spellings]
    assert len(set(seen)) == len(seen)
    assert all(fold_class(spelling) == spelling for spelling, _ in seen)


@pytest.mark.parametrize(
    "label",
    [
        "质量指标",
        "质量",
        "质量 指标",
        " 质量指标 ",
        "质量指标等",
        "质量指标(20分)",
        "质量指标（20）",
        "1.质量指标",
        "（二）质量指标",
        "*质量指标",
    ],
)
def test_labels_fold(label):
    """Blanks, 指标, 等, numbering, marks and a weight say nothing of the class."""
    assert classify(of("产出指标", label)).label == "质量"


@pytest.mark.parametrize(
    ("level1", "level2", "label"),
    [
        ("产出指标", "数量指标", "数量"),
        (None, "数量指标", "数量"),  # level 1 is inferred
        ("项目完成 指标", "数量指标", "数量"),
        ("项目效益指标", "可持续影响 指标", "可持续影响"),
        ("满意度指标", "满意度指标", "服务对象满意度"),
        ("满意度指标", None, "满意度"),
        ("产出指标", "安全指标", "产出"),  # unknown level 2: the level-1 class
        ("产出指标", "成本指标", "成本"),
        ("成本指标", "经济成本指标", "经济成本"),
        (None, "社会成本指标", "社会成本"),
        ("成本指标", None, "成本"),
        (None, "产出指标", "产出"),  # a level-1 label alone in the level-2 column
    ],
)
def test_classify(level1, level2, label):
    """Level 2 where it is known, else level 1."""
    assert classify(of(level1, level2)).label == label


@pytest.mark.parametrize(
    ("level1", "level2"),
    [(None, None), ("决策", "项目立项"), (None, "安全指标"), ("", ""), ("指标", "指标"), ("过程", None)],
)
def test_unknown_labels_are_never_coerced(level1, level2):
    """What no edition knows has no class."""
    assert classify(of(level1, level2)) is None


def test_level2_outside_its_level1():
    """A level 2 that belongs elsewhere leaves the level-1 class that is printed."""
    assert classify(of("产出指标", "经济效益指标")).label == "产出"


def test_the_caller_decides_the_edition():
    """The same labels in the edition that the caller names."""
    assert classify(of("产出指标", "成本指标"), T2015).level1 == "产出"
    assert classify(of("产出指标", "成本指标"), T2021).label == "产出"
    assert classify(of("效益指标", "可持续影响指标"), T2021).label == "效益"


def test_anything_with_labels_is_classified():
    """Not only an Indicator: whatever has level1, level2 and name."""
    assert classify(SimpleNamespace(level1=None, level2="时效指标", name="x")).code == "13"


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        ([("产出指标", "成本指标")], "T2015"),
        ([("产出指标", "数量指标"), ("成本指标", "经济成本指标")], "T2021"),
        ([(None, "生态环境成本指标")], "T2021"),
        ([(None, "成本指标")], "T2015"),
        ([], "T2015"),
    ],
)
def test_detect_taxonomy(labels, name):
    """成本 at level 1, or one of its own classes, shows the edition of 2021."""
    assert detect_taxonomy(of(*pair) for pair in labels).name == name


def test_split_weight():
    """A label may state the points of its level; they stay in the label."""
    assert split_weight("产出指标(50分)") == ("产出指标", "50")
    assert split_weight("产出指标（22.5分）") == ("产出指标", "22.5")
    assert split_weight("产出指标") == ("产出指标", None)


def test_values_hash_and_pickle():
    """Classes and editions are values: hashable, equal after a pickle."""
    for value in (T2015, T2021, *T2015.classes):
        assert pickle.loads(pickle.dumps(value)) == value
        assert len({value, pickle.loads(pickle.dumps(value))}) == 1
    assert isinstance(T2015.find("产出", level=1), IndicatorClass)
    assert T2015.find("产出", level=2) is None


def test_error_unknown_edition():
    """There are two editions, loaded when they are asked for."""
    with pytest.raises(AttributeError, match="no attribute 'T1999'"):
        taxonomy.T1999  # noqa: B018
    assert taxonomy.T2015 is T2015
