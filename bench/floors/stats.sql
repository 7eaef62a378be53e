select count(*) as total, count(*) filter (where assigned_to is null) as unassigned,
  count(*) filter (where due_date < now() and status < 'resolved') as overdue,
  json_build_object('new', count(*) filter (where status = 'new'), 'assigned', count(*) filter (where status = 'assigned'),
    'in_progress', count(*) filter (where status = 'in_progress'), 'pending', count(*) filter (where status = 'pending'),
    'resolved', count(*) filter (where status = 'resolved'), 'closed', count(*) filter (where status = 'closed')) as by_status,
  json_build_object('low', count(*) filter (where priority = 'low'), 'medium', count(*) filter (where priority = 'medium'),
    'high', count(*) filter (where priority = 'high'), 'urgent', count(*) filter (where priority = 'urgent')) as by_priority
from tickets where deleted_at is null;
