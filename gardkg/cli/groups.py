"""The verbs as a group: in their order, and what leads on from a verb that is none."""

from __future__ import annotations

import os
from typing import Any

import click

from gardkg.cli.habits import ELSEWHERE
from gardkg.cli.options import TEXT


class ReaderGone(Exception):
    """Whoever read our output has gone; click would make exit code 1 of a broken pipe."""


class Verbs(click.Group):
    """Verbs in the order a user meets them; no text they are given is empty."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        for param in cmd.params:
            if param.type is click.STRING:
                param.type = TEXT
        super().add_command(cmd, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args[:1] == ["help"]:  # as git has it: help VERB
            args = [*args[1:], "--help"]
        return super().parse_args(ctx, args)

    def for_path(self, path: str) -> str | None:
        """What to type for a path, or an address, in the place of a verb."""
        return f"gardkg check {path} or gardkg show {path}" if os.path.exists(path) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and (here := ELSEWHERE.get(args[0].lower())):
            raise click.UsageError(f"No such command {args[0]!r}; here it is gardkg {here}.", ctx)
        if args and args[0] not in self.commands and (step := self.for_path(args[0])):
            raise click.UsageError(f"{args[0]} is no command: {step}.", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderGone from error
