"""Tokens: what people write in many ways is found in all of them."""

from __future__ import annotations

import pytest
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT
from pypinyin.seg.simpleseg import seg

from app.kernel import tokens

pytestmark = pytest.mark.no_database


def terms(text: str) -> set[str]:
    return {term for run in tokens.runs(text) for _part, each in run.readings for term in each}


def is_in(found: set[str], term: str) -> bool:
    begin = term.removesuffix(tokens.ANY)
    return term in found or (begin != term and any(each.startswith(begin) for each in found))


def stored(name: str = "", code: str = "", phone: str = "") -> set[str]:
    return set(tokens.document([name], [code], [phone]).tokens.split())


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("西藏（拉萨）百鑫 有限公司 ", "西藏拉萨百鑫有限公司"),
        ("西藏(拉萨)百鑫有限公司", "西藏拉萨百鑫有限公司"),
        ("ＴＣＬ王牌", "tcl王牌"),
        ("金·百“鑫”", "金百鑫"),
        ("二○一九", "二〇一九"),
        (None, ""),
    ],
)
def test_one_spelling_for_width_case_brackets_and_spaces(written: str | None, plain: str) -> None:
    assert tokens.fold(written) == plain


def test_han_characters_stand_alone_and_in_pairs() -> None:
    found = stored("百鑫农业")
    assert {"百", "鑫", "农", "业", "百鑫", "鑫农", "农业"} <= found
    assert "百鑫农" not in found


def test_pinyin_has_initials_in_threes_and_letters_in_sixes() -> None:
    found = stored("百鑫农业")
    assert {"ibxn", "ixny", "ibx", "iny"} <= found
    assert {"fbaixin", "fxinnon", "fnongye", "fye"} <= found


def test_a_polyphone_is_found_in_both_readings() -> None:
    found = stored("重庆银行")
    assert terms("chongqing") & {"fchongq"} and "fchongq" in found
    assert "fzhongq" in found
    assert {"icq", "izq"} <= found
    assert "fyinhan" in found and "fyinxin" in found


def test_latin_letters_in_a_name_are_found_as_they_stand() -> None:
    found = stored("TCL王牌")
    assert {"itcl", "ftclwan", "fclwang", "iwp"} <= found


def test_a_code_is_found_from_its_beginning_and_by_its_tail() -> None:
    found = stored(code="91540125ma6tcwgj4e")
    assert {"c91", "c915", "c9154", "c915401", "te4", "te4j", "te4jg", "te4jgwc"} <= found
    for typed in ("GJ4E", "J4E", "tcwgj4e", "9154", "91540125MA6TC", "91540125ma6tcwgj4e"):
        assert terms(typed) & found, typed


@pytest.mark.parametrize(
    "phone", ["13812345678", "+86 138-1234-5678", "0086 13812345678", "１３８１２３４５６７８"]
)
def test_a_telephone_number_is_found_by_any_four_digits(phone: str) -> None:
    assert stored(phone=phone) == {
        "p1381",
        "p3812",
        "p8123",
        "p1234",
        "p2345",
        "p3456",
        "p4567",
        "p5678",
    }


def test_mixed_text_is_taken_apart() -> None:
    assert [run.text for run in tokens.runs("TCL王牌 成都")] == ["tcl", "王牌", "成都"]


@pytest.mark.parametrize(
    ("typed", "starts"),
    [
        ("xizangbaixin", {"fxizang", "fzangba", "fbaixin", "fxin"}),
        ("xianjishufuwu", {"fxianji", "fjishuf", "fshufuw", "ffuw"}),
    ],
)
def test_windows_begin_where_every_division_of_the_letters_has_a_syllable(
    typed: str, starts: set[str]
) -> None:
    assert {token for token in terms(typed) if token.startswith("f")} == starts


@pytest.mark.parametrize(
    "name",
    ["西安交通设备", "天安门老字号", "方案设计院", "饿了么外卖", "长安汽车", "昂仁县糌粑加工厂"],
)
def test_what_is_typed_in_pinyin_is_always_stored(name: str) -> None:
    syllables = lazy_pinyin(name)
    found = stored(name)
    for start in range(len(syllables)):
        for stop in range(start + 1, len(syllables) + 1):
            typed = "".join(syllables[start:stop])
            if len(typed) >= tokens.SHORT:
                asked = [term for term in terms(typed) if term[0] == "f"]
                assert all(is_in(found, term) for term in asked), typed


def test_five_letters_ask_for_the_windows_they_begin() -> None:
    assert {term for term in terms("jinyu") if term[0] == "f"} == {"fjinyu*"}
    assert is_in(stored("锦昱商贸"), "fjinyu*") and not is_in(stored("锦江鱼"), "fjinyu*")


def test_every_syllable_of_the_language_is_known() -> None:
    real = {lazy_pinyin(chr(code))[0] for code in range(0x4E00, 0x9FA6)}
    unknown = {syllable for syllable in real - tokens.SYLLABLES if syllable.isascii()}
    assert unknown <= {"m", "n", "hm", "ng", "hng"}


def test_what_is_in_almost_every_name_is_known_to_be_common() -> None:
    assert all(run.is_common for text in ("有限公司", "ba", "m") for run in tokens.runs(text))
    assert not any(
        run.is_common for text in ("百鑫", "xz", "xzb", "91") for run in tokens.runs(text)
    )


@pytest.mark.parametrize("typed", ["138 1234 5678", "(028) 8512-3456", "+86 138-1234-5678"])
def test_a_number_written_in_groups_is_one_number(typed: str) -> None:
    assert len(tokens.runs(typed)) == 1


def test_nothing_and_marks_alone_mean_nothing() -> None:
    assert tokens.runs("  () ，。") == []
    assert tokens.document([None, ""], [None], [""]) == tokens.Document("", "", "", "")


def test_a_query_holds_no_character_the_databases_read_as_syntax() -> None:
    assert all(term.isalnum() for term in terms("""a'b"c* & | ! \\ ' OR 1=1 百%鑫_ :*"""))


@pytest.mark.parametrize(
    "text",
    [
        "重庆朝阳银行",
        "参差不齐",
        "一心一",
        "不三不",
        "长春长",
        "锦",
        "\u9fff锦昱",
        "会计会议厦门大厦",
    ],
)
def test_words_are_divided_as_the_library_divides_them(text: str) -> None:
    phrases = [phrase for phrase in list(PHRASES_DICT)[::97] if all(map(tokens.is_han, phrase))]
    assert len(phrases) > 300
    for whole in (text, *(text + phrase for phrase in phrases), *(p[:-1] for p in phrases)):
        assert list(tokens._words(whole)) == list(seg(whole)), whole


def test_letters_between_characters_keep_them_apart() -> None:
    found = stored("锦a昱蜀")
    assert {"锦", "昱", "蜀", "昱蜀"} <= found and "锦昱" not in found
