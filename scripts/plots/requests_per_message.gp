# Requests for each delivered message, those that brought something and the empty.
load plots.'/bars.gp'
set multiplot
eval bars
eval legend_parts
unset multiplot
