"""The WSGI entry point: ``app`` is what gunicorn, waitress and ``flask --app wsgi`` serve."""

from app import create_app

app = create_app()
