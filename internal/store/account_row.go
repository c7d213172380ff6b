package store

import (
	"encoding/json"
	"fmt"
	"strings"

	"usersync/internal/access"
	"usersync/internal/guard"
	"usersync/internal/notice"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Sort keys of T#a#META, and the partition that lists all accounts.
const (
	sortAccount      = "ACCOUNT"
	prefixConnection = "CONN#"
	sortJoined       = "JOINED" // n: how many connections were added after the first
	prefixCredential = "CRED#"
	accountsKey      = "ACCOUNTS"
)

// Attributes of ACCOUNT items; attrName, attrCreated and attrVersion, which counts changes, are on CONN items, too.
const (
	attrName     = "name"    // S
	attrReview   = "review"  // Bool: changes of rules shall be planned first
	attrCron     = "cron"    // S: when full syncs start; "-" means never
	attrTimeZone = "zone"    // S
	attrMails    = "mails"   // B: JSON of what all mails have in common; absent: nothing
	attrGuard    = "guard"   // B: JSON of the guard's thresholds; absent: as they are by default
	attrNotices  = "notices" // B: JSON of what admins are told by mail; absent: as it is by default
)

func encodeAccount(a access.Account, account provision.Account, version int64) (table.Item, error) {
	thresholds, err := json.Marshal(account.Guard)
	if err != nil {
		return table.Item{}, fmt.Errorf("write account: %w", err)
	}
	mails, err := json.Marshal(mailSettingsRow(account.Mails))
	if err != nil {
		return table.Item{}, fmt.Errorf("write account: %w", err)
	}
	notices, err := json.Marshal(account.Notices)
	if err != nil {
		return table.Item{}, fmt.Errorf("write account: %w", err)
	}
	return table.Item{Key: metaKey(a, sortAccount), Attrs: table.Attrs{
		attrMails:    table.B(mails),
		attrGuard:    table.B(thresholds),
		attrNotices:  table.B(notices),
		attrName:     table.S(account.Name),
		attrCreated:  table.S(stamp(account.Created)),
		attrReview:   table.Bool(account.ReviewRules),
		attrCron:     table.S(orDash(account.Schedule.Cron)),
		attrTimeZone: table.S(orDash(account.Schedule.TimeZone)),
		attrVersion:  table.N(version),
	}}, nil
}

func decodeAccount(a access.Account, attrs table.Attrs) (provision.Account, error) {
	account := provision.Account{
		Guard: guard.Defaults(), Notices: notice.Defaults(),
		ID: a.ID(), Name: attrs[attrName].Str(), Created: parseStamp(attrs[attrCreated].Str()),
		ReviewRules: attrs[attrReview].True(),
		Schedule: provision.Schedule{
			Cron:     strings.TrimPrefix(attrs[attrCron].Str(), "-"),
			TimeZone: strings.TrimPrefix(attrs[attrTimeZone].Str(), "-"),
		},
	}
	if text, ok := attrs[attrGuard]; ok {
		if err := json.Unmarshal(text.Raw(), &account.Guard); err != nil {
			return provision.Account{}, fmt.Errorf("read account: %w", err)
		}
	}
	if text, ok := attrs[attrNotices]; ok {
		if err := json.Unmarshal(text.Raw(), &account.Notices); err != nil {
			return provision.Account{}, fmt.Errorf("read account: %w", err)
		}
	}
	mails, err := decodeMailSettings(attrs)
	account.Mails = provision.MailSettings(mails)
	return account, err
}

// mailSettingsRow is the settings of mails as they are stored.
type mailSettingsRow struct {
	SignInURL     string   `json:"signIn,omitempty"`
	Contact       string   `json:"contact,omitempty"`
	TestAddresses []string `json:"test,omitempty"`
}

func decodeMailSettings(account table.Attrs) (row mailSettingsRow, err error) {
	if text, ok := account[attrMails]; ok {
		if err := json.Unmarshal(text.Raw(), &row); err != nil {
			return mailSettingsRow{}, fmt.Errorf("read account: %w", err)
		}
	}
	return row, nil
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
