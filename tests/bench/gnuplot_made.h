/* Programs of a few lines of shell, which PATH finds instead of gnuplot. */
#ifndef TESTS_BENCH_GNUPLOT_MADE_H
#define TESTS_BENCH_GNUPLOT_MADE_H

#include "tests/bench/folder_made.h"

/* Writes a complete picture for each `file` in the script. */
#define MADE_GNUPLOT                                                           \
  "[ \"$1\" = -d ] || exit 9\n"                                                \
  "sed -n \"s/^file = '\\(.*\\)'\\$/\\1/p\" \"$2\" | while read -r file; do\n" \
  "  case $file in\n"                                                          \
  "  *.svg) echo '<svg><!-- made --></svg>' >\"$file\" ;;\n"                   \
  "  *.png) echo 'a picture that is whole IEND' >\"$file\" ;;\n"               \
  "  esac\n"                                                                   \
  "done\n"

/* `shell` NULL: there is no gnuplot. made_gnuplot_end restores PATH. */
static char made_path_before[4096];

static inline void made_gnuplot_begin(const char *shell) {
  char path[8192];
  struct path programs = path_of("%s/programs", made_folder);
  snprintf(made_path_before, sizeof made_path_before, "%s", getenv("PATH"));
  assert_int_equal(folder_make(programs.text, NULL), STATUS_OK);
  if (shell)
    made_program("programs/gnuplot", shell);
  snprintf(path, sizeof path, "%s%s%s", programs.text, shell ? ":" : "",
           shell ? made_path_before : "");
  setenv("PATH", path, 1);
}

static inline void made_gnuplot_end(void) {
  setenv("PATH", made_path_before, 1);
}

#endif
