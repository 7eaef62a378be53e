-- What people were shown, opened and inserted, whether a ticket followed, and which searches had no hits.

alter table kb_uses drop constraint kb_uses_how;
alter table kb_uses add constraint kb_uses_how check (how in ('shown', 'opened', 'inserted', 'linked'));
-- an agent who opens a ticket again is shown the same suggestions
create unique index kb_uses_shown on kb_uses (ticket, article, used_by) where how = 'shown';
comment on table kb_uses is 'Articles that agents were shown or opened beside a ticket, or put into a reply.';

create table kb_offers (
  id uuid not null default gen_random_uuid(),
  contact uuid,
  offered_at timestamptz not null default now(),
  constraint kb_offers_pkey primary key (id),
  constraint kb_offers_contact foreign key (contact) references contacts (id) on delete set null
);
create index kb_offers_of_contact on kb_offers (contact, offered_at desc) where contact is not null;
create index kb_offers_offered_at on kb_offers (offered_at);
comment on table kb_offers is 'Times when the form of the help center suggested articles to a customer before it created a ticket.';

create table kb_offered (
  offer uuid not null,
  article uuid not null,
  -- when the customer opened it, within a day
  opened_at timestamptz,
  constraint kb_offered_pkey primary key (offer, article),
  constraint kb_offered_offer foreign key (offer) references kb_offers (id) on delete cascade,
  constraint kb_offered_article foreign key (article) references kb_articles (id) on delete cascade
);
create index kb_offered_of_article on kb_offered (article);
comment on table kb_offered is 'Articles that an offer named, and whether the customer opened them.';

create table kb_searches (
  day date not null default current_date,
  place text not null,
  words text not null,
  -- a keyed hash of a visitor and day, or of a user: whoever repeats a search counts once a day
  searcher bytea not null,
  searched_at timestamptz not null default now(),
  constraint kb_searches_pkey primary key (day, words, place, searcher),
  constraint kb_searches_place check (place in ('help_center', 'app'))
);
comment on table kb_searches is 'Searches for articles that had no hits. Kept for 180 days.';
