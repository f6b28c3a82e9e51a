# Processor time of the server for each delivered message.
load plots.'/bars.gp'
eval bars
