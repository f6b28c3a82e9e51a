# Opens the picture, whose size is known by now, and writes its title and subtitle.
if (format eq 'svg') {
  set terminal svg size width,height dynamic rounded noenhanced font "sans-serif,13" background rgb "white" name name
} else {
  set terminal pngcairo size 2*width,2*height noenhanced rounded font "DejaVu Sans,10.4" fontscale 2 linewidth 2 pointscale 2 background rgb "white"
}
set output file
set label 1 title at screen from_left(edge), screen from_top(title_row) left font ",17" textcolor rgb ink
set label 2 subtitle at screen from_left(edge), screen from_top(subtitle_row) left font ",11.5" textcolor rgb quiet
