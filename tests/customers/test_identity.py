"""How a customer is told from another."""

from __future__ import annotations

import pytest
from stdnum.cn import uscc

from app.customers.identity import clean_code, fold_name, judge_code, unique_code
from app.customers.words import CodeState
from tests.factories.customers import credit_code


@pytest.mark.rule("R-011")
@pytest.mark.parametrize(
    "spelling",
    [
        "成都锦昱（集团）商贸有限公司", "成都锦昱(集团)商贸有限公司", " 成都锦昱 (集团) 商贸有限公司 ",
        "成都锦昱［集团］商贸有限公司", "成都锦昱【集团】商贸有限公司\u3000",
    ],
)  # fmt: skip
def test_one_name_has_one_fold_however_it_is_typed(spelling: str) -> None:
    assert fold_name(spelling) == "成都锦昱(集团)商贸有限公司"


def test_letters_fold_in_width_and_case() -> None:
    assert fold_name("ＫＡ卖场 Abc") == fold_name("ka卖场aBC")
    assert fold_name("成都（东）公司") != fold_name("成都东公司")
    assert fold_name(None) == ""


def test_a_valid_code_is_valid_in_lower_case_and_with_spaces() -> None:
    good = credit_code(7)
    assert judge_code(good) is CodeState.VALID
    assert unique_code(f" {good.lower()[:9]} {good.lower()[9:]} ") == good


def test_an_old_number_and_a_wrong_code_never_make_two_cards_one() -> None:
    good = credit_code(8)
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert judge_code("510104000012345") is CodeState.OLD
    assert judge_code(wrong) is CodeState.WRONG
    assert judge_code("91510104") is CodeState.WRONG
    assert unique_code(wrong) is unique_code("510104000012345") is None
    assert clean_code(wrong) == wrong


@pytest.mark.parametrize("nothing", [None, "", "  ", "N/A", "无", "-", "——"[:1]])
def test_words_for_nothing_are_no_code(nothing: str | None) -> None:
    assert clean_code(nothing) is None and judge_code(nothing) is None


@pytest.mark.rule("R-011")
def test_codes_are_judged_as_the_library_judges_them() -> None:
    good = credit_code(71)
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZ锦٣"
    spoilt = [good[:at] + sign + good[at + 1 :] for at in (0, 7, 8, 16, 17) for sign in signs]
    for code in (good, good.lower(), good[:-1], good + "0", *spoilt):
        assert (judge_code(code) is CodeState.VALID) is uscc.is_valid(code.upper()), code
