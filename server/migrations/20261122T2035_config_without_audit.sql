-- When reading is unusual is the auditor's to say, not the configuration's.
delete from config_draft where kind = 'audit';
