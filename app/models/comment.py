"""What people say to each other on a work item. Notes, never evidence."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, OfCommune, Short, commune_table, parent, shown, shown_many


class Comment(Base, OfCommune):
    """A comment with the people it mentions, by id. Editable for ten minutes; after that it is part
    of the record. The author's name is kept as it was.
    """

    __tablename__ = "comment"
    __table_args__ = commune_table(
        parent("work_item", "work_item_id"),
        Index("ix_comment_item", "commune_id", "work_item_id", "id"),
    )

    work_item_id: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    mentions: Mapped[list[int]] = mapped_column(JSON, default=list)
    written_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    author_name: Mapped[str] = mapped_column(Short)
    author_title: Mapped[str] = mapped_column(Short, default="")
    author_unit: Mapped[str] = mapped_column(Short, default="")
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]

    files = shown_many("CommentFile", "CommentFile.comment_id == Comment.id", "CommentFile.id")


class CommentFile(Base, OfCommune):
    """A file that goes with a comment."""

    __tablename__ = "comment_file"
    __table_args__ = commune_table(
        parent("comment", "comment_id"),
        parent("stored_file", "file_id"),
        UniqueConstraint("commune_id", "comment_id", "file_id"),
    )

    comment_id: Mapped[int]
    file_id: Mapped[int]

    file = shown("StoredFile", "CommentFile.file_id == StoredFile.id")
