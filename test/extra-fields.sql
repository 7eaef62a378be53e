alter table tickets
  add source text not null default '' check (source in ('', 'phone', 'walk_in', 'monitoring')),
  add promised_at timestamptz,
  add order_number text not null default '' check (length(order_number) <= 20);
