//! Tests of mentions in English and Ukrainian texts.

use super::{check, check_act};

#[test]
fn an_english_text_names_polish_acts() {
    check(
        "It was set up by ⟦m|Ordinance No. 12/2031 of the Mayor of the City of Kraków⟧, amended by ⟦m|Ordinance No. 40/2033⟧.",
    );
    check(
        "under ⟦m|resolution no. XII/87/31 of the City Council⟧ (parking rules), and ⟦m|Resolution XX/5/32⟧",
    );
    check(
        "by ⟦m|Ordinance No. 12/2031 of the Mayor of Kraków of 13 February 2031⟧ and ⟦m|Ordinance No 3/2030 of February 3, 2030⟧",
    );
    check("Under the ⟦m|Act of 8 March 1990 on municipal self-government⟧, a council may do so.");
    check(
        "see art. 7 of the ⟦m|Act of 8 March 1990 on municipal self-government (Journal of Laws of 2023, item 40)⟧ in full",
    );
    check(
        "He made a New Year resolution; in 2031 the Resolution of the dispute took 3 days; an act of kindness",
    );
    check(
        "in accordance with ⟦m|Regulation (EU) 2016/679 of the European Parliament and of the Council of 27 April 2016⟧",
    );
}

#[test]
fn the_parts_of_an_act_in_english_are_in_polish() {
    check_act(
        "Ordinance No. 12/2031 of the Mayor of Cracow of 13 February 2031",
        [Some("zarządzenie"), Some("12/2031"), Some("2031-02-13"), Some("Prezydent Miasta Krakowa"), None],
    );
    check_act(
        "resolution no. XII/87/31 of the City Council",
        [Some("uchwała"), Some("XII/87/31"), None, None, None],
    );
    check_act(
        "the Act of 8 March 1990 on municipal self-government applies",
        [Some("ustawa"), None, Some("1990-03-08"), None, Some("on municipal self-government")],
    );
}

#[test]
fn a_ukrainian_text_names_polish_acts() {
    check(
        "його створено ⟦m|розпорядженням № 12/2031⟧, а ⟦m|ухвала міської ради № XII/87/31 від 5 травня 2031 р.⟧ діє",
    );
    check("за ⟦m|законом від 8 березня 1990 року про місцеве самоврядування⟧, який діє");
    check("згідно з ⟦m|Розпорядженням Президента міста Кракова № 12/2031 від 13.02.2031⟧.");
    check("рішення приймає директор; Закон України від 8 березня 1990 року; законно; 5 постанов");
    check_act(
        "рішення № XII/87/31 від 5 травня 2031 року",
        [Some("uchwała"), Some("XII/87/31"), Some("2031-05-05"), None, None],
    );
}
