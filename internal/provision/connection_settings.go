package provision

import (
	"slices"
	"strings"

	"usersync/internal/fault"
)

// Inspector is which requests of a connection are kept for an admin to look at.
type Inspector string

// The requests that are kept.
const (
	InspectAll      Inspector = ""
	InspectFailures Inspector = "failures" // those that were answered with an error
	InspectNone     Inspector = "off"
)

// Deletion is what a DELETE of a user by SCIM means.
type Deletion string

// The meanings of DELETE.
const (
	DeletionRemoves     Deletion = ""           // the directory user goes
	DeletionDeactivates Deletion = "deactivate" // it becomes inactive first: see directory.Service.RetireUser
)

// UnknownMembers is what becomes of members of a group that are neither users nor groups of the account.
type UnknownMembers string

// What becomes of them.
const (
	UnknownMembersRefused UnknownMembers = ""       // the request fails as a whole
	UnknownMembersIgnored UnknownMembers = "ignore" // the others come in: see directory.GroupSettings
)

var (
	unknownMembers = []UnknownMembers{UnknownMembersRefused, UnknownMembersIgnored}
	inspectors     = []Inspector{InspectAll, InspectFailures, InspectNone}
	deletions      = []Deletion{DeletionRemoves, DeletionDeactivates}
)

// The least and the most that a connection may be set to, in requests a second. Identity providers send up to 100, and some stop for minutes when one is refused.
const (
	MinRequests = 100
	MaxRequests = 1_000
)

// TrimsSchema reports whether the schemas of discovery leave out what Entra's portal refuses: as the connection is set, else for the kind entra alone.
func (c Connection) TrimsSchema() bool {
	if c.TrimSchema != nil {
		return *c.TrimSchema
	}
	return c.Kind == kindEntra
}

// maxMe bounds the text that is kept as the id of a user; whether there is such a user shows when /Me is asked.
const maxMe = 64

// checkHandling looks at how the connection's requests are handled.
func (c Connection) checkHandling(bad *fault.Error) {
	if !slices.Contains(inspectors, c.Inspector) {
		bad.At("settings.inspector", "Must be all, failures or off.")
	}
	if !slices.Contains(unknownMembers, c.UnknownMembers) {
		bad.At("settings.unknownMembers", "Must be refuse or ignore.")
	}
	if !slices.Contains(deletions, c.Deletion) {
		bad.At("settings.onDelete", "Must be delete or deactivate.")
	}
	if len(c.Me) > maxMe || strings.ContainsFunc(c.Me, notOfID) {
		bad.At("settings.me", "Must be the id of a user, or empty.")
	}
	if n := c.RequestsPerSecond; n != 0 && (n < MinRequests || n > MaxRequests) {
		bad.At("settings.requestsPerSecond", "Must be a whole number from 100 to 1000, or 0 for what is usual in this deployment.")
	}
}

func notOfID(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') }
