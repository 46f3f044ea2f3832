-- Room on each page, so that a step that leaves the state as it is (a warning, an urge, a card) touches the row alone and no index.

alter table matter set (fillfactor = 85);
