package store

import (
	"strings"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Sort keys of T#a#META, and the partition that lists all accounts.
const (
	sortAccount      = "ACCOUNT"
	prefixConnection = "CONN#"
	prefixCredential = "CRED#"
	accountsKey      = "ACCOUNTS"
)

// Attributes of ACCOUNT and CONN items; attrVersion counts an account's changes, attrCreated is on both.
const (
	attrName     = "name"     // S
	attrReview   = "review"   // Bool: changes of rules shall be planned first
	attrCron     = "cron"     // S: when full syncs start; "-" means never
	attrTimeZone = "zone"     // S
	attrKind     = "provider" // S: of a connection
)

func encodeAccount(a access.Account, account provision.Account, version int64) table.Item {
	return table.Item{Key: metaKey(a, sortAccount), Attrs: table.Attrs{
		attrName:     table.S(account.Name),
		attrCreated:  table.S(stamp(account.Created)),
		attrReview:   table.Bool(account.ReviewRules),
		attrCron:     table.S(orDash(account.Schedule.Cron)),
		attrTimeZone: table.S(orDash(account.Schedule.TimeZone)),
		attrVersion:  table.N(version),
	}}
}

func decodeAccount(a access.Account, attrs table.Attrs) provision.Account {
	return provision.Account{
		ID: a.ID(), Name: attrs[attrName].Str(), Created: parseStamp(attrs[attrCreated].Str()),
		ReviewRules: attrs[attrReview].True(),
		Schedule: provision.Schedule{
			Cron:     strings.TrimPrefix(attrs[attrCron].Str(), "-"),
			TimeZone: strings.TrimPrefix(attrs[attrTimeZone].Str(), "-"),
		},
	}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func encodeConnection(a access.Account, c provision.Connection) table.Item {
	return table.Item{Key: metaKey(a, prefixConnection+c.ID), Attrs: table.Attrs{
		attrName: table.S(c.Name), attrKind: table.S(c.Kind), attrCreated: table.S(stamp(c.Created)),
	}}
}

func decodeConnection(item table.Item) provision.Connection {
	return provision.Connection{
		ID:   strings.TrimPrefix(item.Key.S, prefixConnection),
		Name: item.Attrs[attrName].Str(), Kind: item.Attrs[attrKind].Str(), Created: parseStamp(item.Attrs[attrCreated].Str()),
	}
}
