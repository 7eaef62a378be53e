-- a policy whose clocks count every hour does not use a calendar, and can no longer have one
update sla_policies set calendar = null where clock = 'always' and calendar is not null;
