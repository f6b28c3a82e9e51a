# shellcheck shell=bash
# Completion for bash of pushbench, pushbench-server and pushbench-client. It asks the program for
# its options, by --help=table, so that no list here can be out of date. Columns of the table: name,
# type, unit, range, default, help.

_pushbench_table() {
  "${COMP_WORDS[0]/#\~/$HOME}" --help=table 2>/dev/null
}

# The values of an option or parameter that is a choice or a switch.
_pushbench_values() {
  _pushbench_table | awk -F'\t' -v name="${1//-/_}" \
    '$1 == name && ($2 == "choice" || $2 == "switch") { gsub(/\|/, "\n", $4); print $4 }'
}

_pushbench_offer() { # WORDS WORD
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

# pushbench-server and pushbench-client: --option value.
_pushbench_options() {
  local word=$2 before=$3
  if [ "$word" = = ]; then # bash splits words at "="
    word=''
  elif [ "$before" = = ]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if [[ $word == -* ]]; then
    _pushbench_offer "--help --version $(_pushbench_table |
      awk -F'\t' 'NR > 1 { gsub(/_/, "-", $1); print "--" $1 }')" "$word"
  elif [[ $before == --* ]]; then
    _pushbench_offer "$(_pushbench_values "${before#--}")" "$word"
  fi
}

# The experiments, or targets, of the current folder, of the program's checkout, and of its
# installation.
_pushbench_named() { # experiments|targets
  local program folder file
  program=$(type -P "${COMP_WORDS[0]/#\~/$HOME}") && program=$(readlink -f "$program")
  folder=${program%/*}
  for file in {"$1","$folder/../$1","$folder/../share/pushbench/$1"}/*.json; do
    [ ! -e "$file" ] || basename "$file" .json
  done | sort -u
}

# The argument of --set: key=value or key=value,value.
_pushbench_set() { # KEY WORD; with an empty KEY, WORD is the beginning of a key
  if [ -z "$1" ]; then
    compopt -o nospace
    _pushbench_offer "$(_pushbench_table |
      awk -F'\t' 'NR > 1 && $2 != "command" { print $1 "=" }')" "$2"
    return
  fi
  local listed=''
  [[ $2 != *,* ]] || listed=${2%,*},
  _pushbench_offer "$(_pushbench_values "$1" | sed "s|^|$listed|")" "$2"
}

_pushbench_run() { # WORD BEFORE [OPTIONS]
  local at=$COMP_CWORD
  if [ "$2" = --set ]; then
    _pushbench_set '' "$1"
  elif [ "$1" = = ] && [ "${COMP_WORDS[at - 2]}" = --set ]; then
    _pushbench_set "$2" ''
  elif [ "$2" = = ] && [ "${COMP_WORDS[at - 3]}" = --set ]; then
    _pushbench_set "${COMP_WORDS[at - 2]}" "$1"
  elif [[ $2 == --@(out|base|resume|versus) ]]; then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -d -- "$1")
  elif [[ $1 == -* ]]; then
    _pushbench_offer "${3:---set --quick --versus --out --resume --expect --fail-on --base}" "$1"
  else
    _pushbench_offer "$(_pushbench_named experiments)" "$1"
  fi
}

_pushbench_compare() { # WORD
  if [[ $1 == -* ]]; then
    _pushbench_offer '--baseline --fail-on --markdown --json --out' "$1"
  else
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -d -- "$1")
  fi
}

_pushbench() {
  if [ "$COMP_CWORD" -eq 1 ]; then
    _pushbench_offer "--help --version $(_pushbench_table |
      awk -F'\t' '$2 == "command" { print $1 }')" "$2"
  elif [ "${COMP_WORDS[1]}" = run ] || [ "${COMP_WORDS[1]}" = plan ]; then
    _pushbench_run "$2" "$3"
  elif [ "${COMP_WORDS[1]}" = report ] && [[ $2 == -* ]]; then
    _pushbench_offer '--expect --fail-on --base' "$2"
  elif [ "${COMP_WORDS[1]}" = baseline ]; then
    _pushbench_run "$2" "$3" '--set --runs --pause --out'
  elif [ "${COMP_WORDS[1]}" = compare ]; then
    _pushbench_compare "$2"
  elif [ "${COMP_WORDS[1]}" = try ] && [ "$3" = --transport ]; then
    _pushbench_offer "$(_pushbench_values transport)" "$2"
  elif [ "${COMP_WORDS[1]}" = try ] && [[ $2 == -* ]]; then
    _pushbench_offer '--transport --json --remote' "$2"
  elif [ "${COMP_WORDS[1]}" = host ] && [[ $2 == -* ]]; then
    _pushbench_offer '--ports --remote' "$2"
  elif [ "${COMP_WORDS[1]}" = try ] || [ "${COMP_WORDS[1]}" = host ]; then
    _pushbench_offer "$(_pushbench_named targets)" "$2"
  elif [ "${COMP_WORDS[1]}" = report ]; then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -d -- "$2")
  fi
}

# Files are offered where the functions offer nothing.
complete -o default -F _pushbench pushbench
complete -o default -F _pushbench_options pushbench-server pushbench-client
