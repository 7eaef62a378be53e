import { conflict, invalid, noSuch } from "../../wire/problems.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { fullName } from "../users/names.ts";
import {
  createLink,
  hasResetRequests,
  type LinkPurpose,
  linkAddress,
  linkOfUser,
  noPassword,
  takeResetRequests,
} from "../users/password-links.ts";
import { createUser } from "../users/users.ts";
import { writeEmails } from "./write.ts";

interface Invitation {
  email: string;
  username?: string | undefined;
  [column: string]: unknown;
}

/** Adds a user without a password, and sends an invitation if that is wanted. */
export async function inviteUser(mail: Mail, actor: Actor, { email, username, ...more }: Invitation, isSent: boolean) {
  return transact(mail.db, async (db) => {
    const existing = await query(db, "select 1 from users where lower(email) = lower($1)", [email]);
    if (existing.length > 0) throw invalid({ email: ["A user with that email address already exists."] });
    const id = await createUser(db, actor, {
      ...more,
      email,
      username: username ?? (await freeUsername(db, email)),
      password: noPassword(),
    });
    await sendLink({ ...mail, db }, actor.id, id, "invitation", isSent);
    return id;
  });
}

async function freeUsername(db: Db, email: string): Promise<string> {
  const short = email.slice(0, email.lastIndexOf("@")).slice(0, 150);
  const existing = await query(
    db,
    "select 1 from users where lower(normalize(username, nfkc)) = lower(normalize($1, nfkc))",
    [short],
  );
  return existing.length > 0 ? email.slice(0, 150) : short;
}

async function sendLink(
  mail: Mail,
  actor: string | null,
  user: string,
  purpose: LinkPurpose,
  isSent: boolean,
): Promise<void> {
  const link = await createLink(mail.db, mail.sealing, user, purpose, actor);
  if (!isSent) return;
  const [row] = await query<{ address: string; name: string }>(
    mail.db,
    `select u.email as address, ${fullName("u")} as name from users u where u.id = $1`,
    [user],
  );
  await writeEmails(mail.db, mail, [{ kind: purpose, recipient: { user, ...row! }, details: { link } }]);
}

/** Creates a link for a user: an invitation if the user has never had a password. */
export async function createPasswordLink(mail: Mail, actor: Actor, user: string, isSent: boolean): Promise<void> {
  await transact(mail.db, async (db) => {
    const [row] = await query<{ email: string; is_active: boolean; has_password: boolean }>(
      db,
      "select email, is_active, left(password, 1) <> '!' as has_password from users where id = $1 for update",
      [user],
    );
    if (!row) throw noSuch("User");
    if (!row.is_active) throw conflict("This user is inactive. Activate the user first.");
    if (isSent && !row.email) throw conflict("This user has no email address. Copy the link instead.");
    const purpose = row.has_password ? "password_reset" : "invitation";
    await sendLink({ ...mail, db }, actor.id, user, purpose, isSent);
  });
}

/** Writes the emails for people who asked to reset their password. */
export async function answerResetRequests(mail: Mail): Promise<void> {
  if (!(await hasResetRequests(mail.db))) return;
  await transact(mail.db, async (db) => {
    for (const { user, name, address } of await takeResetRequests(db)) {
      const link = await createLink(db, mail.sealing, user, "password_reset", null);
      await writeEmails(db, mail, [{ kind: "password_reset", recipient: { user, name, address }, details: { link } }]);
    }
  });
}

/** The link that a user can set a password with, and the email that contains it. */
export async function showLink({ db, sealing }: Mail, origin: string, user: string): Promise<object> {
  const link = await linkOfUser(db, sealing, user);
  if (!link) throw noSuch("PasswordLink");
  const [email] = await query<{ id: string; address: string; state: string }>(
    db,
    `select id, address, state
     from outgoing_emails
     where user_id = $1 and details ->> 'link' = $2
     order by serial desc
     limit 1`,
    [user, link.id],
  );
  return {
    purpose: link.purpose,
    link: linkAddress(origin, link),
    created_at: link.created_at,
    expires_at: link.expires_at,
    email: email ?? null,
  };
}
