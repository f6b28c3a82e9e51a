# A figure against two parameters: a tile for each cell, a panel for each transport and engine. TSV:
# panel (from 1), engine, transport, left and right edge, lower and upper edge (in positions of the
# values, from 1), figure, colour, whether that is dark, whether the cell may not be ranked, the
# figure as text, and the words for pointing. Variables beside those of style.gp:
#   panel_titles           array: the title of each panel
#   x_names, y_names       the values of both axes, separated by spaces; axis_x, axis_y: their titles
#   tile_letters           the length of the longest text in a tile
#   scale_colours, scale_dark, scale_texts   the tiles of the scale, the texts as an array
# Two panels stand side by side, in a narrow picture one.
panel_count = |panel_titles|
columns = narrow || panel_count == 1 ? 1 : 2
panel_rows = int(ceil(panel_count / (1.0 * columns)))
letter = 6.6 # width in pixels, about
longest_x = 0
longest_y = 0
do for [name in x_names] { if (strlen(name) > longest_x) { longest_x = strlen(name) } }
do for [name in y_names] { if (strlen(name) > longest_y) { longest_y = strlen(name) } }
page_left = (narrow ? 24 : 48) + 7.4 * longest_y
page_right = narrow ? 20 : 36
gutter = 40
panel_width = (width - page_left - page_right - (columns - 1) * gutter) / (1.0 * columns)
tile_width = panel_width / words(x_names)
turned = letter * tile_letters + 6 > tile_width
tile_height = turned ? letter * tile_letters + 10 : 30
names_turned = 7.4 * longest_x + 6 > tile_width
names_height = names_turned ? 0.8 * 7.4 * longest_x + 8 : 20
panel_height = words(y_names) * tile_height
heading = narrow ? 44 : 30
row_gap = heading + names_height + 14
page_top = head + 8 + heading
page_bottom = names_height + 88
height = page_top + panel_rows * panel_height + (panel_rows - 1) * row_gap + page_bottom
load plots.'/page.gp'

column_of(p) = (p - 1) % columns
row_of(p) = int((p - 1) / columns)
left_of(p) = page_left + column_of(p) * (panel_width + gutter)
top_of(p) = page_top + row_of(p) * (panel_height + row_gap)

set border 0
unset grid
set tics scale 0
set xrange [0.5:words(x_names) + 0.5]
set yrange [0.5:words(y_names) + 0.5]
set xtics (word(x_names, 1) 1)
set for [i = 2:words(x_names)] xtics add (word(x_names, i) i)
if (names_turned) { set xtics rotate by 50 right offset 0,0.2 } else { set xtics offset 0,0.3 }
middle_x = page_left + (width - page_left - page_right) / 2.0
set label 5 axis_x at screen from_left(middle_x), screen from_bottom(66) center textcolor rgb ink
if (!narrow) { set label 4 axis_y at screen from_left(20), screen from_top(page_top + (height - page_top - page_bottom) / 2.0) center rotate textcolor rgb ink }

# the scale, below all panels
scale_count = words(scale_colours)
scale_width = narrow ? 70 : 96
scale_left = middle_x - scale_width * scale_count / 2.0
tile_ink(dark) = dark == 1 ? tile_white : tile_black
do for [i = 1:scale_count] {
  from = scale_left + (i - 1) * scale_width
  c = word(scale_colours, i) + 0
  set object 50 + i rect from screen from_left(from), screen from_bottom(40) to screen from_left(from + scale_width), screen from_bottom(16) fc rgb c fs solid border lc rgb axis_colour lw 0.8
  c = tile_ink(word(scale_dark, i) + 0)
  set label 50 + i scale_texts[i] at screen from_left(from + scale_width / 2.0), screen from_bottom(28) center front font ",10.5" textcolor rgb c
}

inside(p) = column(1) == p
centre_x = '((column(4) + column(5)) / 2.0)'
centre_y = '((column(6) + column(7)) / 2.0)'
text_style = turned ? 'with labels center rotate by 90 font ",10.5"' : 'with labels center font ",10.5"'
set multiplot
do for [panel = 1:panel_count] {
  set lmargin at screen from_left(left_of(panel))
  set rmargin at screen from_left(left_of(panel) + panel_width)
  set tmargin at screen from_top(top_of(panel))
  set bmargin at screen from_top(top_of(panel) + panel_height)
  set label 3 panel_titles[panel] at screen from_left(narrow ? edge : left_of(panel)), screen from_top(top_of(panel) - (narrow ? 28 : 12)) left font ",12" textcolor rgb ink
  if (narrow) { set label 6 axis_y at screen from_left(edge), screen from_top(top_of(panel) - 10) left font ",11" textcolor rgb quiet }
  set ytics (column_of(panel) == 0 ? word(y_names, 1) : '' 1)
  set for [i = 2:words(y_names)] ytics add (column_of(panel) == 0 ? word(y_names, i) : '' i)
  plot data using (inside(panel) ? @centre_x : NaN):(@centre_y):4:5:6:7:9 with boxxyerror lc rgb variable fs solid noborder notitle, \
    data using (inside(panel) ? @centre_x : NaN):(@centre_y):4:5:6:7 with boxxyerror lc rgb axis_colour lw 0.8 fs empty notitle, \
    data using (inside(panel) && column(11) == 1 ? @centre_x : NaN):(@centre_y):(column(4) + 0.06):(column(5) - 0.06):(column(6) + 0.06):(column(7) - 0.06) with boxxyerror lc rgb bad lw 2.4 fs empty notitle, \
    data using (inside(panel) && column(10) == 1 ? @centre_x : NaN):(@centre_y):12 @text_style textcolor rgb tile_white notitle, \
    data using (inside(panel) && column(10) == 0 ? @centre_x : NaN):(@centre_y):12 @text_style textcolor rgb tile_black notitle, \
    for [k in pointed("0")] data using (inside(panel) ? @centre_x : NaN):(@centre_y):13 @spot
  eval page_done
  do for [i = 1:scale_count] { unset object 50 + i; unset label 50 + i }
}
unset multiplot
