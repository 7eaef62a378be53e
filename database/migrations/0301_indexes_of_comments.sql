-- Nothing reads these since authors are no foreign keys (0100): a deleted user's name comes from former_people.
drop index comments_of_author, comments_of_contact;

-- One index serves the list of comments and the report of replies.
drop index comments_oldest, comments_replied;
create index comments_oldest on comments (created_at, id) include (author, is_internal);
