"""Tells whether a plan says that its tasks stand in an appendix that is not in the file."""

import re

from app.plan_import.prose.outline import APPENDIX, Outline

_APPENDIX = (
    r"(?:phu luc|(?:danh muc|bang|bieu)[\w ,]{0,30}"
    r"(?:nhiem vu|cong viec|phan cong|chi tiet)[\w ]{0,20})"
)
_ATTACHED = r"(?:dinh kem|kem theo|gui kem|ban hanh kem)"
# Not the appendix of another document.
_OWN = (
    r"(?! (?:theo )?(?:nghi quyet|nghi dinh|thong tu|quyet dinh|cong van|luat|van ban|huong dan)"
    r" (?:so|\d))"
)
_SAYS = re.compile(
    rf"{_APPENDIX}[^.;]{{0,60}}?{_ATTACHED}{_OWN}|{_ATTACHED}{_OWN}[^.;]{{0,30}}?{_APPENDIX}"
    rf"|(?:theo|tai|xem|chi tiet|cu the) (?:cac )?phu luc(?: (?:so )?(?:[ivx]+|\d+))?"
    rf"(?: nay|[).]|$)"
)


def appendix_is_elsewhere(outline: Outline) -> bool:
    """Tell whether the prose names an appendix of the plan that the file does not hold.

    "(Có danh mục nhiệm vụ cụ thể tại Phụ lục kèm theo Kế hoạch này)" does; the appendix of a
    decree, or a plan that itself is attached to a decision, does not.
    """
    if any(heading.text.isupper() and APPENDIX.match(heading.key) for heading in outline.headings):
        return False
    return any(_SAYS.search(passage.key) for passage in outline.passages)
