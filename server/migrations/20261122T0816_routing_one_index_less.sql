-- Nearly every decision is the current one: the key itself serves those who read them in the order of time, and a call writes one entry less.
drop index routing_decision_current;
