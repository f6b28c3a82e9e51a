# Requests for each delivered message, those that brought something and the empty.
load plots.'/bars.gp'
eval legend
eval bars
