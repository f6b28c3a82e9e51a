# One panel an engine, one line a transport; all panels share their axes. They stand side by
# side, in a narrow picture below each other. A chart sets, besides what style.gp needs,
#   panels                 engines, e.g. 'lws civetweb'
#   panel_series           array: for each panel the transports that have data
#   panel_notes            array: for each panel what is wrong with its lines, or nothing
#   series                 the transports of the whole chart
#   panel_rows             1, or 2 where each panel has a second figure below the first
#   legend_entries         of the legend
# and before each plot `panel = i; panel_row = j; eval panel_place`.

panel_count = words(panels)
noted = 0
do for [i = 1:panel_count] { if (strlen(panel_notes[i]) > 0) { noted = 1 } }
heading = 12 + 18 * (1 + noted + narrow) + 6 * narrow # of text above a panel: engine, note, vertical axis
page_left = narrow ? 66 : 96
page_right = narrow ? 28 : 36
legend_rows = rows_of(legend_entries)
page_bottom = narrow ? 80 + legend_row * legend_rows : 104
axis_row = narrow ? page_bottom - 44 : 56 # of what the horizontal axes are, from the bottom
page_top = head + 8 + heading
gutter = 40
panel_width = narrow ? width - page_left - page_right : (width - page_left - page_right - (panel_count - 1) * gutter) / (1.0 * panel_count)
panel_left(p) = page_left + (narrow ? 0 : (p - 1) * (panel_width + gutter))

row_gap = narrow ? heading + 26 : 40
rows_below = narrow ? panel_count * panel_rows : panel_rows
if (narrow) { height = page_top + page_bottom + rows_below * 190 + (rows_below - 1) * row_gap }
panel_row = 1
row_height = (height - page_top - page_bottom - (rows_below - 1) * row_gap) / (1.0 * rows_below)
row_of(p) = narrow ? (p - 1) * panel_rows + panel_row : panel_row
row_top(p) = page_top + (row_of(p) - 1) * (row_height + row_gap)
headed = 1 # whether the panels of this row have headings

# what the vertical axis is: at the left edge of the page, or above each panel
axis_text = ''
axis_left(text) = narrow ? sprintf('axis_text = "%s"', text) : sprintf('set label 4 "%s" at screen from_left(20), screen from_top(%g) center rotate textcolor rgb ink', text, row_top(1) + row_height / 2.0)

# what all horizontal axes are, once below them
axis_below(text) = sprintf('set label 5 "%s" at screen from_left(page_left + (width - page_left - page_right) / 2.0), screen from_bottom(%d) center textcolor rgb ink', text, axis_row)

panel_place = \
  'set lmargin at screen from_left(panel_left(panel));'. \
  'set rmargin at screen from_left(panel_left(panel) + panel_width);'. \
  'set tmargin at screen from_top(row_top(panel));'. \
  'set bmargin at screen from_top(row_top(panel) + row_height);'. \
  'line_3 = row_top(panel) - heading + 18;'. \
  'set label 3 engine_label(word(panels, panel)) at screen from_left(narrow ? edge : panel_left(panel)), screen from_top(line_3) left font ",12" textcolor rgb ink;'. \
  'set label 6 panel_notes[panel] at screen from_left(narrow ? edge : panel_left(panel)), screen from_top(line_3 + 18) left font ",11" textcolor rgb bad;'. \
  'set label 7 axis_text at screen from_left(edge), screen from_top(line_3 + 18 * (1 + noted)) left font ",11" textcolor rgb quiet;'. \
  'if (!narrow && panel_row > 1) { unset label 3; unset label 6 }'

# figures stand at the vertical axis of the first panel of a row only
labelled(p) = narrow || p == 1

# the lines of one panel are the rows of the TSV that carry its two names
is(e, t) = strcol(1) eq e && strcol(2) eq t

# a logarithmic axis from `low` to `high`, widened to round figures
log_floor(v) = 10 ** floor(log10(v) + 1e-9)
round_down(v) = v >= 5 * log_floor(v) ? 5 * log_floor(v) : v >= 2 * log_floor(v) ? 2 * log_floor(v) : log_floor(v)
round_up(v) = v <= log_floor(v) * 1.0000001 ? log_floor(v) : v <= 2 * log_floor(v) ? 2 * log_floor(v) : v <= 5 * log_floor(v) ? 5 * log_floor(v) : 10 * log_floor(v)

# Where the axis spans less than three decades, 2 and 5 are labelled as well as 1, and 2 and
# 5 alone where it spans less than one.
log_y_labels = 'set format y (labelled(panel) ? unit_y : ""); set ytics autofreq;'. \
  'if (high / low < 1000) {'. \
  '  set for [d = -9:9] ytics add ((labelled(panel) ? gprintf(unit_y, 2 * 10.0 ** d) : "") 2 * 10.0 ** d);'. \
  '  set for [d = -9:9] ytics add ((labelled(panel) ? gprintf(unit_y, 5 * 10.0 ** d) : "") 5 * 10.0 ** d) }'
