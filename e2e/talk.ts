/**
 * Inserts many comments by one user at once, a minute apart. No automation and no email reacts to them. `$1`: ticket, `$2`: author, `$3`: number of comments,
 * `$4`: text with `%s` for the number.
 */
export const TALK = `
with inserted as (
  insert into comments (ticket, author, text, created_at, updated_at)
  select $1, $2, format($4, n), now() - make_interval(mins => $3 - n), now() - make_interval(mins => $3 - n)
  from generate_series(1, $3) n
  returning id, ticket, author, created_at
)
insert into events (kind, actor, ticket, about, at, triggers_reactions)
select 'comment.added', author, ticket, id, created_at, false
from inserted
order by created_at`;
