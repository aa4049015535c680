"""Commands: what an operator says to the application."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup, ScriptInfo, with_appcontext
from flask_appbuilder.security.manager import BaseSecurityManager
from flask_migrate import upgrade

from app import cli_backup, cli_calendar, cli_flows, cli_import, cli_jobs, demo, rights
from app.customers.operations import fill_keys
from app.demo import crowd, papers
from app.desk.office import passwords
from app.kernel import policy, sealing, statistics
from app.kernel.db import db, utcnow, writing
from app.kernel.papers import doctor
from app.kernel.scope import SYSTEM, acting_as
from app.reference import regions


@click.command("setup")
@click.option("--no-migrate", is_flag=True, help="Leave the schema as it is.")
@with_appcontext
def setup(no_migrate: bool) -> None:
    """Bring database, roles, permissions and parameters up to date; safe to repeat."""
    if not no_migrate:
        upgrade()
    builder = current_app.extensions["appbuilder"]
    with writing(), acting_as(SYSTEM):
        BaseSecurityManager.create_db(builder.sm)
        rights.announce(builder)
        builder.add_permissions(update_perms=True)
        rights.synchronise(builder)
        builder.security_cleanup()
        policy.load_register(db.session)
        regions.load(db.session)
        fill_keys(db.session)
        cli_calendar.load_library()
        statistics.refresh(db.session)
        db.session.commit()
    click.echo("setup done")


demo_group = AppGroup("demo", help="The demonstration company.")


@demo_group.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing where a branch exists already.")
@click.option("--customers", default=0, help="Add plain customers until there are so many.")
@click.option("--contacts", default=0, help="The same with contacts.")
@click.option("--visits", default=0, help="The same with visit slips.")
@click.option("--papers", "with_papers", is_flag=True, help="Hang a few drawn papers on records.")
def demo_load(
    if_empty: bool, customers: int, contacts: int, visits: int, with_papers: bool
) -> None:
    """Load a small believable company, through real operations and moves; a crowd where asked."""
    with writing(), acting_as(SYSTEM):
        done = demo.load(db.session, if_empty=if_empty)
        db.session.commit()
        click.echo("demo company loaded" if done else "demo company is there already")
        if with_papers:
            papers.fill(db.session)
            db.session.commit()
        for what, count in crowd.fill(db.session, customers, visits, contacts):
            db.session.commit()
            if count % 50_000 == 0:
                click.echo(f"{utcnow():%H:%M:%S} {count:>9,} more of {what}")
        statistics.refresh(db.session)
        db.session.commit()


trail_group = AppGroup("trail", help="The record of every change.")


@trail_group.command("seal")
def trail_seal() -> None:
    """Close the entries written since the last seal."""
    with writing(), acting_as(SYSTEM):
        count = sealing.seal(db.session)
        db.session.commit()
    click.echo(f"{count} entries sealed")


@trail_group.command("verify")
def trail_verify() -> None:
    """Find a changed, removed or reordered entry; exit code 1 when there is one."""
    with acting_as(SYSTEM):
        problems, open_entries = sealing.verify(db.session)
    for problem in problems:
        click.echo(problem)
    click.echo(f"{open_entries} entries are not sealed yet")
    raise SystemExit(1 if problems else 0)


print_group = AppGroup("print", help="The printing engine.")


@print_group.command("doctor")
def print_doctor() -> None:
    """Say what printing lacks on this machine."""
    for finding in doctor.findings(current_app.config["DATA_DIR"]):
        click.echo(f"{finding.level}: {finding.message}")


admin_group = AppGroup("admin", help="Accounts.")


def _good_password(ctx: click.Context, _param: click.Parameter, password: str) -> str:
    """Refuse a weak password while it can still be typed again."""
    # with_appcontext would leave its context open when the command is refused here
    with ctx.ensure_object(ScriptInfo).load_app().app_context():
        try:
            passwords.require_good(password, ctx.params.get("username", ""))
        except passwords.WeakPassword as weak:
            raise click.BadParameter(str(weak)) from None
    return password


@admin_group.command("create")
@click.option("--username", envvar="KEDANG_ADMIN_USERNAME", prompt=True, is_eager=True)
@click.option(
    "--password",
    envvar="KEDANG_ADMIN_PASSWORD",
    prompt=True,
    hide_input=True,
    callback=_good_password,
)
def admin_create(username: str, password: str) -> None:
    """Make the first administrator; weak and demo passwords are refused."""
    with writing(), acting_as(SYSTEM):
        try:
            made = rights.create_administrator(username, password)
        except ValueError as refused:
            raise click.ClickException(str(refused)) from None
        db.session.commit()
    click.echo(f"administrator {made.username} is ready")


def register(app: Flask) -> None:
    """Hang all commands on the application."""
    for command in (setup, demo_group, trail_group, print_group, admin_group):
        app.cli.add_command(command)
    cli_jobs.register(app)
    cli_backup.register(app)
    cli_import.register(app)
    cli_flows.register(app)
    cli_calendar.register(app)
