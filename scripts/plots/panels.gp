# A panel for each server, a line for each transport; all panels have the same axes. Up to three
# stand side by side, in a narrow picture one. Variables beside those of style.gp:
#   panels                 engines and other servers, e.g. 'lws civetweb'
#   panel_series           array: for each panel the transports that have data
#   panel_notes            array: for each panel a warning about its lines, or nothing
#   series                 the transports of the whole chart
#   panel_rows             1, or 2 if each panel has a second figure below the first
#   legend_entries         the number of entries in the legend
# Before each plot a chart runs `panel = i; panel_row = j; eval panel_place`.

panel_count = words(panels)
noted = 0
do for [i = 1:panel_count] { if (strlen(panel_notes[i]) > 0) { noted = 1 } }
panel_columns = narrow ? 1 : panel_count > 3 ? 3 : panel_count
panel_lines = int(ceil(panel_count / (1.0 * panel_columns)))
stacked = narrow || panel_lines > 1
heading = 12 + 18 * (1 + noted + stacked) + 6 * stacked # of the text above a panel: server, note, axis
page_left = narrow ? 66 : 96
page_right = narrow ? 28 : 36
legend_rows = rows_of(legend_entries)
page_bottom = narrow ? 80 + legend_row * legend_rows : 104
axis_row = narrow ? page_bottom - 44 : 56 # of the horizontal axes' title, from the bottom
page_top = head + 8 + heading
gutter = 40
panel_width = (width - page_left - page_right - (panel_columns - 1) * gutter) / (1.0 * panel_columns)
panel_column(p) = (p - 1) % panel_columns
panel_left(p) = page_left + panel_column(p) * (panel_width + gutter)

row_gap = stacked ? heading + 26 : 40
rows_below = panel_lines * panel_rows
if (stacked) { height = page_top + page_bottom + rows_below * 190 + (rows_below - 1) * row_gap }
panel_row = 1
row_height = (height - page_top - page_bottom - (rows_below - 1) * row_gap) / (1.0 * rows_below)
row_of(p) = (p - 1) / panel_columns * panel_rows + panel_row
row_top(p) = page_top + (row_of(p) - 1) * (row_height + row_gap)
headed = 1 # whether the panels of this row have headings

# the title of the vertical axis: at the left edge of the page, or above each panel
axis_text = ''
axis_left(text) = stacked ? sprintf('axis_text = "%s"', text) : sprintf('set label 4 "%s" at screen from_left(20), screen from_top(%g) center rotate textcolor rgb ink', text, row_top(1) + row_height / 2.0)

# the title of all horizontal axes, once below them
axis_below(text) = sprintf('set label 5 "%s" at screen from_left(page_left + (width - page_left - page_right) / 2.0), screen from_bottom(%d) center textcolor rgb ink', text, axis_row)

panel_place = \
  'set lmargin at screen from_left(panel_left(panel));'. \
  'set rmargin at screen from_left(panel_left(panel) + panel_width);'. \
  'set tmargin at screen from_top(row_top(panel));'. \
  'set bmargin at screen from_top(row_top(panel) + row_height);'. \
  'line_3 = row_top(panel) - heading + 18;'. \
  'set label 3 engine_label(word(panels, panel)) at screen from_left(narrow ? edge : panel_left(panel)), screen from_top(line_3) left font ",12" textcolor rgb ink;'. \
  'set label 6 panel_notes[panel] at screen from_left(narrow ? edge : panel_left(panel)), screen from_top(line_3 + 18) left font ",11" textcolor rgb bad;'. \
  'set label 7 axis_text at screen from_left(narrow ? edge : panel_left(panel)), screen from_top(line_3 + 18 * (1 + noted)) left font ",11" textcolor rgb quiet;'. \
  'if (!stacked && panel_row > 1) { unset label 3; unset label 6 }'

# only the first panel of a row has figures at its vertical axis
labelled(p) = panel_column(p) == 0

# a line's rows in the TSV are those with its engine and transport
is(e, t) = strcol(1) eq e && strcol(2) eq t

# the ends of a logarithmic axis are rounded outwards
log_floor(v) = 10 ** floor(log10(v) + 1e-9)
round_down(v) = v >= 5 * log_floor(v) ? 5 * log_floor(v) : v >= 2 * log_floor(v) ? 2 * log_floor(v) : log_floor(v)
round_up(v) = v <= log_floor(v) * 1.0000001 ? log_floor(v) : v <= 2 * log_floor(v) ? 2 * log_floor(v) : v <= 5 * log_floor(v) ? 5 * log_floor(v) : 10 * log_floor(v)

# If the axis spans less than three decades, 2 and 5 are labelled too.
log_y_labels = 'set format y (labelled(panel) ? unit_y : ""); set ytics autofreq;'. \
  'if (high / low < 1000) {'. \
  '  set for [d = -9:9] ytics add ((labelled(panel) ? gprintf(unit_y, 2 * 10.0 ** d) : "") 2 * 10.0 ** d);'. \
  '  set for [d = -9:9] ytics add ((labelled(panel) ? gprintf(unit_y, 5 * 10.0 ** d) : "") 5 * 10.0 ** d) }'
