-- The knowledge base: a tree of categories, articles in several languages, every version of each text.

create table kb_categories (
  id uuid not null default gen_random_uuid(),
  parent uuid,
  position integer not null default 0,
  slug text not null,
  name text not null,
  -- the name in other languages, as {"th": "..."}
  names jsonb not null default '{}',
  visibility text not null default 'internal',
  -- who sees it if the visibility is 'team'
  teams text[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint kb_categories_pkey primary key (id),
  constraint kb_categories_slug_key unique (slug),
  constraint kb_categories_parent foreign key (parent) references kb_categories (id),
  constraint kb_categories_not_its_parent check (parent <> id),
  constraint kb_categories_visibility check (visibility in ('public', 'signed_in', 'internal', 'team'))
);
create index kb_categories_of_parent on kb_categories (parent);
comment on table kb_categories is 'Categories of the knowledge base, a tree. Nobody sees a category who does not see the ones above it.';

create table kb_articles (
  id uuid not null default gen_random_uuid(),
  category uuid,
  slug text not null,
  state text not null default 'draft',
  visibility text not null default 'internal',
  teams text[] not null default '{}',
  -- the language that is shown to those whose language the article lacks
  language text not null default 'en',
  owner uuid,
  review_at date,
  position integer not null default 0,
  -- for If-Match
  version integer not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  published_at timestamptz,
  constraint kb_articles_pkey primary key (id),
  constraint kb_articles_slug_key unique (slug),
  constraint kb_articles_category foreign key (category) references kb_categories (id),
  constraint kb_articles_owner foreign key (owner) references users (id) on delete set null,
  constraint kb_articles_created_by foreign key (created_by) references users (id) on delete set null,
  constraint kb_articles_state check (state in ('draft', 'published', 'archived')),
  constraint kb_articles_visibility check (visibility in ('public', 'signed_in', 'internal', 'team'))
);
create index kb_articles_of_category on kb_articles (category);
create index kb_articles_owner on kb_articles (owner) where owner is not null;
create index kb_articles_created_by on kb_articles (created_by) where created_by is not null;
comment on table kb_articles is 'Articles of the knowledge base. Who sees one is decided by its visibility and by that of every category above it.';

-- A text as it is edited, and beside it the one that readers see.
create table kb_texts (
  article uuid not null,
  language text not null,
  title text not null,
  html text not null,
  version integer not null default 1,
  author uuid,
  updated_at timestamptz not null default now(),
  -- null: readers do not see this language
  live_version integer,
  live_title text,
  live_html text,
  -- as the inbox folds its texts
  search_title text generated always as (search_text(live_title, false)) stored,
  search_body text generated always as (search_text(live_html, true)) stored,
  constraint kb_texts_pkey primary key (article, language),
  constraint kb_texts_article foreign key (article) references kb_articles (id) on delete cascade,
  constraint kb_texts_author foreign key (author) references users (id) on delete set null
);
create index kb_texts_author on kb_texts (author) where author is not null;
-- serves search and suggestions
create index kb_texts_search on kb_texts using gin (search_title gin_trgm_ops, search_body gin_trgm_ops);
comment on table kb_texts is 'Texts of articles, one a language: the newest version and, in the live columns, the published one.';

create table kb_versions (
  article uuid not null,
  language text not null,
  version integer not null,
  title text not null,
  html text not null,
  author uuid,
  created_at timestamptz not null default now(),
  constraint kb_versions_pkey primary key (article, language, version),
  constraint kb_versions_article foreign key (article) references kb_articles (id) on delete cascade,
  constraint kb_versions_author foreign key (author) references users (id) on delete set null
);
create index kb_versions_author on kb_versions (author) where author is not null;
comment on table kb_versions is 'Every version of every text of an article.';

create table kb_former_slugs (
  slug text not null,
  article uuid not null,
  constraint kb_former_slugs_pkey primary key (slug),
  constraint kb_former_slugs_article foreign key (article) references kb_articles (id) on delete cascade
);
create index kb_former_slugs_of_article on kb_former_slugs (article);
comment on table kb_former_slugs is 'Addresses that articles had, which lead to the ones they have.';

create table kb_files (
  id uuid not null default gen_random_uuid(),
  article uuid not null,
  file text not null,
  name text not null,
  size bigint not null,
  sha256 text,
  created_by uuid,
  created_at timestamptz not null default now(),
  constraint kb_files_pkey primary key (id),
  constraint kb_files_file_key unique (file),
  constraint kb_files_article foreign key (article) references kb_articles (id) on delete cascade,
  constraint kb_files_created_by foreign key (created_by) references users (id) on delete set null
);
create index kb_files_of_article on kb_files (article, created_at);
create index kb_files_created_by on kb_files (created_by) where created_by is not null;
comment on table kb_files is 'Pictures and other files of articles, visible to those who see the article.';

create table kb_feedback (
  id uuid not null default gen_random_uuid(),
  article uuid not null,
  language text not null,
  is_helpful boolean not null,
  comment text not null default '',
  -- a keyed hash of network and day: a second opinion on the same day replaces the first
  visitor bytea not null,
  created_at timestamptz not null default now(),
  constraint kb_feedback_pkey primary key (id),
  constraint kb_feedback_visitor_key unique (article, visitor),
  constraint kb_feedback_article foreign key (article) references kb_articles (id) on delete cascade
);
comment on table kb_feedback is 'What readers answered to "Was this helpful?".';

create table kb_uses (
  id bigint generated always as identity,
  article uuid not null,
  ticket uuid,
  how text not null,
  used_by uuid,
  used_at timestamptz not null default now(),
  constraint kb_uses_pkey primary key (id),
  constraint kb_uses_article foreign key (article) references kb_articles (id) on delete cascade,
  constraint kb_uses_ticket foreign key (ticket) references tickets (id) on delete set null,
  constraint kb_uses_used_by foreign key (used_by) references users (id) on delete set null,
  constraint kb_uses_how check (how in ('opened', 'inserted', 'linked'))
);
create index kb_uses_of_article on kb_uses (article, used_at);
create index kb_uses_of_ticket on kb_uses (ticket) where ticket is not null;
create index kb_uses_used_by on kb_uses (used_by) where used_by is not null;
comment on table kb_uses is 'Articles that agents opened beside a ticket, or put into a reply.';

-- Whether a visibility admits a reader: audience 0 is anyone, 1 a contact, 2 an agent of a team, 3 an Admin.
create function kb_admits(visibility text, teams text[], audience integer, team text) returns boolean
language sql immutable parallel safe
return case visibility
  when 'public' then true
  when 'signed_in' then audience >= 1
  when 'internal' then audience >= 2
  else audience >= 3 or (audience = 2 and team = any(teams)) end;

-- The categories that a reader sees: those that admit the reader, with everything above them. An article without a category
-- is not among these; its own visibility decides.
create function kb_visible_categories(audience integer, team text) returns setof uuid
language sql stable parallel safe
begin atomic
  with recursive visible as (
    select c.id from kb_categories c
    where c.parent is null and kb_admits(c.visibility, c.teams, $1, $2)
    union all
    select c.id from kb_categories c
    join visible v on c.parent = v.id
    where kb_admits(c.visibility, c.teams, $1, $2))
  select id from visible;
end;
