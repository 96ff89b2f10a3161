"""What the importer has to say about a file, a plan or a row, as codes.

The sentences belong to ``app.labels.problems``; nothing is worded here.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem stands in the way of starting the plan."""

    blocks = "blocks"
    look = "look"
    info = "info"


class ProblemCode(StrEnum):
    """Everything the importer notices about a plan that it could read."""

    # About the plan as a whole.
    no_task_table = "no_task_table"
    appendix_not_in_file = "appendix_not_in_file"
    no_lead_column = "no_lead_column"
    no_deadline_column = "no_deadline_column"
    no_product_column = "no_product_column"
    number_blank = "number_blank"
    issue_date_missing = "issue_date_missing"
    issue_day_blank = "issue_day_blank"
    issue_dates_conflict = "issue_dates_conflict"
    plan_years_conflict = "plan_years_conflict"
    plan_numbers_conflict = "plan_numbers_conflict"
    period_missing = "period_missing"
    rows_repeated = "rows_repeated"
    section_code_repeated = "section_code_repeated"
    section_code_misread = "section_code_misread"
    section_code_doubtful = "section_code_doubtful"
    section_without_task = "section_without_task"
    area_without_task = "area_without_task"
    sheet_hidden = "sheet_hidden"
    text_from_ocr = "text_from_ocr"
    pages_not_read = "pages_not_read"
    rows_hidden = "rows_hidden"
    tasks_from_prose = "tasks_from_prose"
    issuer_elsewhere = "issuer_elsewhere"
    plan_already_followed = "plan_already_followed"
    plan_in_other_draft = "plan_in_other_draft"

    # About one task.
    title_missing = "title_missing"
    lead_missing = "lead_missing"
    product_missing = "product_missing"
    deadline_missing = "deadline_missing"
    deadline_unreadable = "deadline_unreadable"
    deadline_waits = "deadline_waits"
    deadline_from_serial = "deadline_from_serial"
    due_before_issue = "due_before_issue"
    due_in_other_year = "due_in_other_year"
    lead_collective = "lead_collective"
    several_leads = "several_leads"
    lead_also_supports = "lead_also_supports"
    province_only = "province_only"
    task_repeated = "task_repeated"
    stacked_row_split = "stacked_row_split"
    stacked_row_unsure = "stacked_row_unsure"
    row_continued = "row_continued"
    product_rows_joined = "product_rows_joined"
    columns_shifted = "columns_shifted"
    unit_in_deadline = "unit_in_deadline"
    unit_in_product = "unit_in_product"
    cells_unsure = "cells_unsure"
    letters_unsure = "letters_unsure"
    number_misread = "number_misread"
    cell_as_above = "cell_as_above"
    number_out_of_order = "number_out_of_order"
    hidden_characters = "hidden_characters"
    task_from_prose = "task_from_prose"
    lead_differs_from_prose = "lead_differs_from_prose"


class RefusedFile(StrEnum):
    """Why a file cannot be read at all."""

    file_empty = "file_empty"
    file_too_large = "file_too_large"
    file_is_picture = "file_is_picture"
    file_not_text = "file_not_text"
    file_of_old_letters = "file_of_old_letters"
    file_damaged = "file_damaged"
    file_protected = "file_protected"
    file_old_office = "file_old_office"
    file_open_document = "file_open_document"
    file_pdf_without_text = "file_pdf_without_text"
    file_unpacks_too_large = "file_unpacks_too_large"
    file_format_unknown = "file_format_unknown"
    file_too_many_pages = "file_too_many_pages"
    file_too_many_rows = "file_too_many_rows"
    file_too_wide = "file_too_wide"
    file_too_dense = "file_too_dense"
    file_not_plan = "file_not_plan"
    file_takes_too_long = "file_takes_too_long"
    file_needs_too_much_memory = "file_needs_too_much_memory"
    file_breaks_reader = "file_breaks_reader"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing noticed; ``values`` fill the named places of its sentence."""

    code: ProblemCode
    severity: Severity
    values: dict[str, str] = field(default_factory=dict)


class PlanRefused(Exception):
    """The file cannot become a draft; ``code`` and ``values`` say why."""

    def __init__(self, code: RefusedFile, **values: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}
