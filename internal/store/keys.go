package store

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash/fnv"

	"usersync/internal/access"
	"usersync/internal/table"
)

// All keys of the product. "T#a" is the account's prefix; every partition of an account begins with it. docs/data-model.md
// explains what each item holds and which access pattern reads it.
//
//	T#a#META            ACCOUNT CONN#c CRED#id CLIENT#c#id     the account, its connections, its credentials' and OAuth 2 clients' ids
//	CRED#id             CRED                                   a credential, looked up before the account is known
//	CLIENT#id           CLIENT                                 an OAuth 2 client, looked up before the account is known
//	TOKEN#id            TOKEN                                  an access token, looked up before the account is known (table work)
//	JTI#client          hash                                   an assertion that was used (table work)
//	OPERATORS           id                                     list of the operator's credentials
//	ACCOUNTS            a                                      list of accounts (operator and sweeper only)
//	T#a#REQ#conn        process#<000-199>                      the last requests of a connection (table work)
//	T#a#AUDIT           record                                 what admins did (table audit)
//	T#a#SEALS           <000000000000>                         the segments that seal it (table audit)
//	IDEM#id             key                                    the operator's requests under an Idempotency-Key (table work)
//	CLOCKS              EXPIRY                                 how far the round is that looks for credentials which expire
//	CURSORS             KEY                                    the key that seals cursors of lists
//	T#a#U#u             USER SYNC ACC G#g SEAT#p MAIL#purpose#epoch OV#... PASS#h   everything about one user: one query resolves it
//	T#a#H#u             time#id                                a user's history
//	T#a#HAND            P#product#u#grant G#group#... R#...    hand-made grants by what they name
//	T#a#ERASE           u                                      erasures that are not over
//	T#a#TOMB            hash                                   names of people who were erased, by a keyed hash (table work)
//	T#a#UQ#kind#v       UQ, C#conn                             a value that is unique in the account, or in a connection, and whose it is
//	T#a#LK#em#v         u                                      users by e-mail
//	T#a#G#g             GROUP EMPTIED                          a group; the mark that it went empty or away
//	T#a#G#g#<00-07>     M#u                                    the members of a group, sharded by user
//	T#a#GUARD#conn      hour                                   from how many users a connection may take something within an hour
//	T#a#GUARD           V#v                                    the same of a policy version that nobody planned
//	T#a#ADMINS          U#u SPARED LISTED                      who has the role admin, and whom a plan leaves it
//	T#a#NEST            NEST                                   which groups are members of which
//	T#a#R#type#r        RES                                    a resource of a type of the deployment's own
//	T#a#J               j                                      journals of mass membership changes not yet applied
//	T#a#J#j             <0000>                                 a journal's parts
//	T#a#N#<0-7>         USERS, GROUPS, RESOURCES               counters of live users, groups and other resources
//	T#a#RULES           HEAD                                   live policy version
//	T#a#RULES           DRAFT                                  the draft of the rules: its revision
//	T#a#DRAFT#rev       <0000>                                 its rules, in chunks
//	T#a#RULEVERS        <rev>                                  revisions of the rules that were live
//	T#a#RULESNAP#v      <0000>                                 immutable policy snapshots, in chunks
//	T#a#ST#x, T#a#ET#x  HEAD V#n                               template bodies
//	T#a#P#p#S           <nn> GATHER                            seat shards of a product: cap, used; the mark of one whose claims gather
//	T#a#P#p#W           rule#since#u                           the waiting line of a product
//	T#a#F#code          u                                      users with a failure of that cause
//	T#a#RUN#r           HEAD CNT#<n> C#<shard>#<n>             a run, its counters, its chunks
//	T#a#RUNS            r                                      list of runs
//	T#a#RUNS#DRY        r                                      list of dry runs
//	T#a#PLANS           p                                      list of plans (table work, as the next three)
//	T#a#PLAN#p          HEAD CAND#<0000>                       a plan and the policy that it tries
//	T#a#PLAN#p#C        <shard>#<n>                            what came of a chunk of its dry run
//	T#a#PLAN#p#<00-15>  u                                      what it would make of a user
//	T#a#HOLD#h          HEAD                                   a hold
//	T#a#HOLD#h#<0-7>    U#u COUNT                              the users in it, sharded, and how many they are
//	T#a#HOLDS           h                                      list of holds
//	T#a#HOLDS#OPEN      h                                      those that are not decided
//	T#a#MAILDRAFT       id                                     a mail that is being edited (table work)
//	T#a#RUNS#OPEN       r, FULL                                runs that are not over; there is one full run at most
//	T#a#NOTICE#n        MAIL#notice#<0-10> MAIL#test#n         what admins are told, and the mail to each of them; n is "test" for test mails
//	T#a#NOTICES         time#n                                 notices by when they were settled
//
// Index G1 (keys only, eventually consistent, never on the resolve path):
//
//	T#a#L#U#<0-3>  folded userName       directory users (USER)
//	T#a#L#G#<0-3>  folded displayName    directory groups (GROUP)
//	T#a#L#A#<0-3>  folded userName       account users (ACC)
//	T#a#L#R.type#<0-3>  folded id        resources of a type of the deployment's own (RES)
//	T#a#L#X#0      deletion time          users deleted while sync was off, who keep what they had (LEFT)
//	T#a#L#F#code#0 since#user            users with a failure (F#code)
//	T#a#L#R#conn   end#request id         the last requests of a connection (table work)
//	DIRTY#<00-63>  T#a#dirtySince        users whose bell rings (SYNC); the one index that spans accounts, for the sweeper
//	POST#<00-63>   T#a#decidedAt         mail intents not settled (MAIL#)
//	DUE#<00-63>    time#T#a              grants that end (OV#GRANT#)
const (
	listShards   = 4
	memberShards = 8
	countShards  = 8
	bellShards   = 64
	bellsEach    = 4 // of the bellShards, how many one account uses
)

func accountPrefix(a access.Account) string { return "T#" + a.ID() + "#" }

func userKey(a access.Account, user, sort string) table.Key {
	return table.Key{P: accountPrefix(a) + "U#" + user, S: sort}
}

// Sort keys and prefixes within a user's collection.
const (
	sortUser     = "USER"
	sortSync     = "SYNC"
	sortOutcome  = "ACC"
	prefixMember = "G#"
	prefixSeat   = "SEAT#"
	prefixMail   = "MAIL#"
	prefixGrant  = "OV#GRANT#"
	prefixMark   = "OV#MARK#"
	prefixHand   = "OV#"
)

func metaKey(a access.Account, sort string) table.Key {
	return table.Key{P: accountPrefix(a) + "META", S: sort}
}

func credentialKey(id string) table.Key { return table.Key{P: "CRED#" + id, S: "CRED"} }

func clientKey(id string) table.Key { return table.Key{P: "CLIENT#" + id, S: "CLIENT"} }

// clientEntryKey is where a client stands in its account's list; the connection goes first, so that its clients are a prefix.
func clientEntryKey(a access.Account, connection, id string) table.Key {
	return metaKey(a, prefixClient+connection+"#"+id)
}

func accessTokenKey(id string) table.Key {
	return table.Key{Table: table.Work, P: "TOKEN#" + id, S: "TOKEN"}
}

func groupKey(a access.Account, group string) table.Key {
	return table.Key{P: accountPrefix(a) + "G#" + group, S: "GROUP"}
}

func nestingKey(a access.Account) table.Key {
	return table.Key{P: accountPrefix(a) + "NEST", S: "NEST"}
}

// resourceKey is a resource of a type of the deployment's own. Names of types have neither "#" nor "." in them.
func resourceKey(a access.Account, kind, id string) table.Key {
	return table.Key{P: accountPrefix(a) + "R#" + kind + "#" + id, S: "RES"}
}

func memberKey(a access.Account, group, user string) table.Key {
	return table.Key{P: memberPartition(a, group, int(hash(user)%memberShards)), S: "M#" + user}
}

func memberPartition(a access.Account, group string, shard int) string {
	return fmt.Sprintf("%sG#%s#%02d", accountPrefix(a), group, shard)
}

// uniqueKey is the key of a value that is unique in the account: "un" (userName).
func uniqueKey(a access.Account, kind, value string) table.Key {
	return table.Key{P: uniquePartition(a, kind, value), S: "UQ"}
}

// connectionUniqueKey is the key of a value that is unique in a connection: "gn" (a group's displayName; where names are
// shared the connection is followed by the group's id). All connections share the partition, so that one query finds the value in any of them.
func connectionUniqueKey(a access.Account, kind, value, connection string) table.Key {
	return table.Key{P: uniquePartition(a, kind, value), S: "C#" + connection}
}

func uniquePartition(a access.Account, kind, value string) string {
	return accountPrefix(a) + "UQ#" + kind + "#" + keyText(value)
}

// lookUpPartition lists the users that have a value which need not be unique: "x" (externalId), "em" (an e-mail address); or the
// groups: "gx" (externalId).
func lookUpPartition(a access.Account, kind, value string) string {
	return accountPrefix(a) + "LK#" + kind + "#" + keyText(value)
}

func countKey(a access.Account, shard int, sort string) table.Key {
	return table.Key{P: fmt.Sprintf("%sN#%d", accountPrefix(a), shard), S: sort}
}

func journalKey(a access.Account, journal string) table.Key {
	return table.Key{P: accountPrefix(a) + "J", S: journal}
}

func journalPartKey(a access.Account, journal string, part int) table.Key {
	return table.Key{P: accountPrefix(a) + "J#" + journal, S: fmt.Sprintf("%04d", part)}
}

func rulesKey(a access.Account) table.Key { return table.Key{P: accountPrefix(a) + "RULES", S: "HEAD"} }

func snapshotPartition(a access.Account, version int64) string {
	return fmt.Sprintf("%sRULESNAP#%d", accountPrefix(a), version)
}

func seatPartition(a access.Account, product string) string {
	return accountPrefix(a) + "P#" + product + "#S"
}

func linePartition(a access.Account, product string) string {
	return accountPrefix(a) + "P#" + product + "#W"
}

func failurePartition(a access.Account, code string) string { return accountPrefix(a) + "F#" + code }

func runPartition(a access.Account, run string) string { return accountPrefix(a) + "RUN#" + run }

func runsPartition(a access.Account) string { return accountPrefix(a) + "RUNS" }

// listPartition is the index partition of a list ("U", "G" or "A") that an id falls into.
func listPartition(a access.Account, list, id string) string {
	return listShard(a, list, int(hash(id)%listShards))
}

func listShard(a access.Account, list string, shard int) string {
	return fmt.Sprintf("%sL#%s#%d", accountPrefix(a), list, shard)
}

// bellPartition is the index partition in which the sweeper finds a user's bell ("DIRTY") or mail ("POST"): four of the 64 per account.
func bellPartition(a access.Account, name, user string) string {
	return bellShard(name, bellsOf(a)+int(hash(user)%bellsEach))
}

func bellShard(name string, shard int) string { return fmt.Sprintf("%s#%02d", name, shard) }

// bellsOf is the first of the account's shards.
func bellsOf(a access.Account) int {
	return int(hash(a.ID())%(bellShards/bellsEach)) * bellsEach
}

// keyText is a value as part of a key: itself, or its hash when it is long.
func keyText(v string) string {
	if len(v) <= 200 {
		return v
	}
	sum := sha256.Sum256([]byte(v))
	return "sha256:" + base64.RawURLEncoding.EncodeToString(sum[:])
}

func hash(s string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s))
	return h.Sum32()
}
