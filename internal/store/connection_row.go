package store

import (
	"strings"

	"usersync/internal/access"
	"usersync/internal/provision"
	"usersync/internal/table"
)

// Attributes of CONN items. What is as it is for most connections is absent: version 1, no token made but the first, every setting by default.
const (
	attrKind           = "provider"       // S
	attrMinted         = "minted"         // N: tokens made after the first
	attrPaused         = "paused"         // Bool
	attrPatchAnswer    = "patchAnswer"    // S: "200" or "204"
	attrSharedNames    = "sharedNames"    // Bool: several groups may have one displayName
	attrUnknownMembers = "unknownMembers" // S: "ignore"
	attrInspector      = "inspector"      // S: "failures" or "off"
	attrDeletion       = "deletion"       // S: "deactivate"
	attrRate           = "rate"           // N: requests per second
	attrTrimSchema     = "trimSchema"     // Bool; absent: as the kind says
	attrMe             = "me"             // S: the id of a user
	attrFirstUse       = "firstUse"       // S: when it was first heard of; absent: never. attrLastUse is on CONN items, too
	attrPauses         = "pauses"         // S: "day:seconds" of the longest pause that ended on each of the last days, apart by spaces
)

func connectionKey(a access.Account, id string) table.Key { return metaKey(a, prefixConnection+id) }

func encodeConnection(a access.Account, c provision.Connection) table.Item {
	item := table.Item{Key: connectionKey(a, c.ID), Attrs: table.Attrs{attrCreated: table.S(stamp(c.Created))}}
	for _, edit := range connectionEdits(c) {
		if edit.Op == table.SetOp {
			item.Attrs[edit.Name] = edit.Value
		}
	}
	return item
}

// connectionEdits write all that can change of a connection.
func connectionEdits(c provision.Connection) []table.Edit {
	return []table.Edit{
		table.Set(attrName, table.S(c.Name)),
		table.Set(attrKind, table.S(c.Kind)),
		setUnless(c.Version == 1, attrVersion, table.N(c.Version)),
		setUnless(!c.Paused, attrPaused, table.Bool(true)),
		setUnless(c.PatchAnswer == provision.PatchDefault, attrPatchAnswer, table.S(string(c.PatchAnswer))),
		setUnless(!c.SharedGroupNames, attrSharedNames, table.Bool(true)),
		setUnless(c.UnknownMembers == provision.UnknownMembersRefused, attrUnknownMembers, table.S(string(c.UnknownMembers))),
		setUnless(c.Inspector == provision.InspectAll, attrInspector, table.S(string(c.Inspector))),
		setUnless(c.Deletion == provision.DeletionRemoves, attrDeletion, table.S(string(c.Deletion))),
		setUnless(c.RequestsPerSecond == 0, attrRate, table.N(int64(c.RequestsPerSecond))),
		trimEdit(c.TrimSchema),
		setUnless(c.Me == "", attrMe, table.S(c.Me)),
	}
}

func trimEdit(said *bool) table.Edit {
	if said == nil {
		return table.Remove(attrTrimSchema)
	}
	return table.Set(attrTrimSchema, table.Bool(*said))
}

func setUnless(usual bool, name string, v table.Value) table.Edit {
	if usual {
		return table.Remove(name)
	}
	return table.Set(name, v)
}

func decodeConnection(a access.Account, item table.Item) provision.Connection {
	attrs := item.Attrs
	c := provision.Connection{
		ID:   strings.TrimPrefix(item.Key.S, connectionKey(a, "").S),
		Name: attrs[attrName].Str(), Kind: attrs[attrKind].Str(), Created: parseStamp(attrs[attrCreated].Str()),
		Version: max(1, attrs[attrVersion].Int()), Minted: attrs[attrMinted].Int(),
		Paused: attrs[attrPaused].True(), PatchAnswer: provision.PatchAnswer(attrs[attrPatchAnswer].Str()),
		SharedGroupNames: attrs[attrSharedNames].True(), UnknownMembers: provision.UnknownMembers(attrs[attrUnknownMembers].Str()),
		Inspector: provision.Inspector(attrs[attrInspector].Str()), Deletion: provision.Deletion(attrs[attrDeletion].Str()),
		RequestsPerSecond: int(attrs[attrRate].Int()),
		FirstRequest:      parseStamp(attrs[attrFirstUse].Str()), LastActivity: parseStamp(attrs[attrLastUse].Str()),
	}
	c.Me, c.Rhythm = attrs[attrMe].Str(), parseRhythm(attrs[attrPauses].Str())
	if said, ok := attrs[attrTrimSchema]; ok {
		c.TrimSchema = new(said.True())
	}
	return c
}

// isCount demands that a counter is at n; it is absent as long as it is at first.
func isCount(name string, n, first int64) table.Cond {
	if n == first {
		return table.Lacks(name)
	}
	return table.Equals(name, table.N(n))
}
