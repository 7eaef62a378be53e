import { networkOf } from "../platform/addresses.ts";
import type { Attempts } from "../platform/attempts.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { isWeak } from "./password-rules.ts";
import { DECOY, hashPassword, isPassword, needsRehash } from "./passwords.ts";
import { type Client, type Entrance, openSession, type TokenPair } from "./sessions.ts";

interface Account {
  id: string;
  password: string;
  is_active: boolean;
  /** Whether a session of this account was recently used from the client's network. */
  is_home: boolean;
}

export interface Credentials {
  /** Username or email, in any case. */
  username?: string;
  password?: string;
}

/** Opens a session for a name and password. Returns null, at the same cost, for an unknown name, a wrong password and an inactive user. */
export async function logIn(
  db: Db,
  entrance: Entrance,
  { username: name = "", password = "" }: Credentials,
  client: Client,
): Promise<{ user: string; tokens: TokenPair } | null> {
  const network = networkOf(client.ip);
  const account = await accountOf(db, name, network);
  // all names of an account share one limit
  const who = account?.id ?? name.normalize("NFKC").toLowerCase().slice(0, 200);
  // a network from which the owner has signed in has a limit of its own, so that guesses from elsewhere do not lock them out
  const takeBack = await takeAttempts(entrance.attempts, account?.is_home ? guessesAt(who, network) : who, network);
  const isRight = await isPassword(password, account?.password ?? DECOY);
  if (!account || !isRight || !account.is_active) {
    await levelCost(db, account, password);
    return null;
  }
  await takeBack();
  const { id } = account;
  const isOld = needsRehash(account.password);
  const next = isOld ? await hashPassword(password) : account.password;
  const hasWeakPassword = await isWeak(password);
  return transact(db, async (db) => {
    // The password may have been changed, or the user deactivated, since it was read. A change from now on ends this
    // session, too.
    const text = `update users set last_login = now(), password = $2, has_weak_password = $4,
        rehashed = case when $5 then hashtext($2) else rehashed end
      where id = $1 and password = $3 and is_active returning id`;
    if ((await query(db, text, [id, next, account.password, hasWeakPassword, isOld])).length === 0) return null;
    return { user: id, tokens: await openSession(db, entrance.tokens, id, client) };
  });
}

const guessesAt = (account: string, network: string) => `${account} at ${network}`;

/** Whether a signed-in user knows their password. Wrong ones are limited as at the sign-in. */
export async function knowsPassword(
  { attempts }: Entrance,
  { id, password }: { id: string; password: string },
  input: string,
  address: string,
): Promise<boolean> {
  const takeBack = await attempts.take("account", guessesAt(id, networkOf(address)));
  const isRight = await isPassword(input, password);
  if (isRight) await takeBack();
  return isRight;
}

async function accountOf(db: Db, name: string, network: string): Promise<Account | undefined> {
  const accounts = await query<Account & { rank: number }>(
    db,
    `select * from (
       select u.id, u.password, u.is_active,
         case when u.username = $1 then 1
           when lower(normalize(u.username, nfkc)) = lower(normalize($1, nfkc)) then 2
           else 3
           end as rank,
         exists (
           select 1
           from sessions s
           where s.user_id = u.id and s.network = $2) as is_home
       from users u
       where lower(normalize(u.username, nfkc)) = lower(normalize($1, nfkc))
         or (u.email <> '' and lower(u.email) = lower($1))
     ) x order by rank limit 2`,
    [name, network],
  );
  const [first, second] = accounts;
  // an address that two users share, or a name that differs only in case, identifies no one
  return first && first.rank === second?.rank ? undefined : first;
}

// While hashes of the Django backend are left, a refusal computes one hash of each kind, so that its time reveals nothing
// about the account.
async function levelCost(db: Db, account: Account | undefined, password: string): Promise<void> {
  const olds = await query<{ password: string }>(
    db,
    `select distinct on (split_part(password, '$', 1)) password from users where password ~ '^[a-z]'
     order by split_part(password, '$', 1), length(split_part(password, '$', 2)) desc,
       split_part(password, '$', 2) desc`,
  );
  const own = kindOf(account?.password ?? DECOY);
  for (const hash of [DECOY, ...olds.map((old) => old.password)])
    if (kindOf(hash) !== own) await isPassword(password, hash);
}

const kindOf = (hash: string) => hash.split("$", 1)[0];

// Counted before the password is checked, so that a thousand concurrent guesses do not all get through.
async function takeAttempts(attempts: Attempts, account: string, network: string): Promise<() => Promise<void>> {
  const takeAccountBack = await attempts.take("account", account);
  try {
    const takeAddressBack = await attempts.take("address", network);
    return async () => void (await Promise.all([takeAccountBack(), takeAddressBack()]));
  } catch (error) {
    await takeAccountBack();
    throw error;
  }
}
