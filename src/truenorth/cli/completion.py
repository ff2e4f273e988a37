"""Print a script that completes commands and options in a shell."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

HELP = "print a completion script for bash, zsh or fish"
EXAMPLES = """examples:
  source <(truenorth completion bash)                                    # in ~/.bashrc
  truenorth completion zsh > "${fpath[1]}/_truenorth"
  truenorth completion fish > ~/.config/fish/completions/truenorth.fish"""

SHELLS = ("bash", "zsh", "fish")


@dataclass(frozen=True)
class Option:
    """One option of a command: its spelling, its help, the words it takes (or a folder, or anything)."""

    flag: str
    help: str
    choices: tuple[str, ...] = ()
    takes_folder: bool = False
    takes_value: bool = False


@dataclass(frozen=True)
class Command:
    """One command: its name, its help, its options and the words its argument may be."""

    name: str
    help: str
    options: tuple[Option, ...]
    words: tuple[str, ...] = ()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help="the shell to complete in")


def run(given: argparse.Namespace) -> int:
    """0; the script is printed."""
    from truenorth.cli.main import parser

    print({"bash": bash, "zsh": zsh, "fish": fish}[given.shell](commands(parser())))
    return 0


def commands(parser: argparse.ArgumentParser) -> tuple[Command, ...]:
    """The commands of a parser, read from its own tables."""
    (chosen,) = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    helps = {each.dest: each.help or "" for each in chosen._choices_actions}
    return tuple(_command(name, helps[name], each) for name, each in chosen.choices.items())


def _command(name: str, text: str, parser: argparse.ArgumentParser) -> Command:
    options = tuple(
        Option(
            each.option_strings[-1],
            each.help or "",
            tuple(str(word) for word in each.choices or ()),
            takes_folder=each.metavar == "DIR",
            takes_value=each.nargs != 0,
        )
        for each in parser._actions
        if each.option_strings
    )
    words = tuple(str(word) for each in parser._actions if not each.option_strings for word in each.choices or ())
    return Command(name, text, options, words)


def bash(known: tuple[Command, ...]) -> str:
    """A bash script that completes command names, options and their words."""
    cases, values = [], {}
    for each in known:
        flags = " ".join(option.flag for option in each.options)
        cases.append(f'    {each.name}) words="{" ".join((flags, *each.words)).strip()}" ;;')
        values.update({option.flag: " ".join(option.choices) for option in each.options if option.choices})
    chosen = "\n".join(
        f'    {flag}) COMPREPLY=($(compgen -W "{words}" -- "$word")); return ;;' for flag, words in values.items()
    )
    names = " ".join(each.name for each in known)
    listed = "\n".join(cases)
    return f"""# bash completion for truenorth
_truenorth() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "{names} --help --version" -- "$word")); return
  fi
  case "$before" in
    --project) COMPREPLY=($(compgen -d -- "$word")); return ;;
{chosen}
  esac
  case "${{COMP_WORDS[1]}}" in
{listed}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
    *) COMPREPLY=($(compgen -W "${{words//--[a-z-]*/}}" -- "$word") $(compgen -d -- "$word")) ;;
  esac
}}
complete -F _truenorth truenorth"""


def zsh(known: tuple[Command, ...]) -> str:
    """A zsh script that completes command names, options and their words, with their help."""
    names = "\n".join(f"    '{each.name}:{_plain(each.help)}'" for each in known)
    cases = "\n".join(f"    {each.name}) _arguments {_zsh_arguments(each)} ;;" for each in known)
    return f"""#compdef truenorth
_truenorth() {{
  local -a names
  names=(
{names}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' names
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
{cases}
  esac
}}
if [ "$funcstack[1]" = "_truenorth" ]; then _truenorth "$@"; else compdef _truenorth truenorth; fi"""


def _zsh_arguments(command: Command) -> str:
    parts = []
    for option in command.options:
        action = f":word:({' '.join(option.choices)})" if option.choices else ":folder:_files -/"
        taken = action if option.choices or option.takes_folder else ":value:" if option.takes_value else ""
        parts.append(f"'*{option.flag}[{_plain(option.help)}]{taken}'")
    parts.append(f"'*:word:({' '.join(command.words)})'" if command.words else "'*:folder:_files -/'")
    return " ".join(parts)


def fish(known: tuple[Command, ...]) -> str:
    """A fish script that completes command names, options and their words, with their help."""
    lines = ["# fish completion for truenorth", "complete -c truenorth -f"]
    for each in known:
        lines.append(f"complete -c truenorth -n __fish_use_subcommand -a {each.name} -d '{_plain(each.help)}'")
        inside = f"complete -c truenorth -n '__fish_seen_subcommand_from {each.name}'"
        for option in each.options:
            words = f" -xa '{' '.join(option.choices)}'" if option.choices else ""
            folder = " -xa '(__fish_complete_directories)'" if option.takes_folder else ""
            value = " -x" if option.takes_value and not words and not folder else ""
            lines.append(f"{inside} -l {option.flag.lstrip('-')}{words}{folder}{value} -d '{_plain(option.help)}'")
        if each.words:
            lines.append(f"{inside} -a '{' '.join(each.words)}'")
    return "\n".join(lines)


def _plain(text: str) -> str:
    """A help text without the signs that quoting in shells would stumble over."""
    return text.translate(_PLAIN)


_PLAIN = str.maketrans("[]:", "(),", "'\"`\\")
