package store

import (
	"encoding/json"
	"time"

	"usersync/internal/access"
	"usersync/internal/table"
)

// Attributes of CLIENT items; attrName, attrCreated, attrAccount, attrConn and attrVersion are on them, too. When a secret or key was last used, and of
// what its account was told, is an attribute for each, so that a note changes nothing else.
const (
	prefixClient  = "CLIENT#"
	attrSecrets   = "secrets" // B: JSON, without the secrets themselves
	attrKeys      = "keys"    // B: JSON, public keys alone
	prefixProofAt = "use#"    // S: when the secret or key of that id was last used
	prefixToldOf  = "told#"   // N: at how many days before the end of the secret of that id the account was told
)

type secretRow struct {
	ID      string `json:"id"`
	Hash    []byte `json:"hash"`
	Created string `json:"created"`
	Expires string `json:"expires"`
}

type keyRow struct {
	ID  string          `json:"id"`
	JWK json.RawMessage `json:"jwk"`
}

func encodeClient(c access.Client) (table.Item, error) {
	item := table.Item{Key: clientKey(c.ID), Attrs: table.Attrs{
		attrAccount: table.S(c.Account), attrConn: table.S(c.Connection), attrCreated: table.S(stamp(c.Created)),
	}}
	edits, err := clientEdits(c)
	for _, edit := range edits {
		item.Attrs[edit.Name] = edit.Value
	}
	return item, err
}

// clientEdits write all that can change of a client but for the notes of use.
func clientEdits(c access.Client) ([]table.Edit, error) {
	secrets, keys := make([]secretRow, len(c.Secrets)), make([]keyRow, len(c.Keys))
	for i, s := range c.Secrets {
		secrets[i] = secretRow{s.ID, s.Hash[:], stamp(s.Created), stamp(s.Expires)}
	}
	for i, k := range c.Keys {
		keys[i] = keyRow{k.ID, k.JWK}
	}
	secretText, err := json.Marshal(secrets)
	if err != nil {
		return nil, err
	}
	keyText, err := json.Marshal(keys)
	return []table.Edit{
		table.Set(attrName, table.S(c.Name)), table.Set(attrVersion, table.N(c.Version)),
		table.Set(attrSecrets, table.B(secretText)), table.Set(attrKeys, table.B(keyText)),
	}, err
}

func decodeClient(id string, attrs table.Attrs) (access.Client, error) {
	c := access.Client{
		ID: id, Account: attrs[attrAccount].Str(), Connection: attrs[attrConn].Str(), Name: attrs[attrName].Str(),
		Created: parseStamp(attrs[attrCreated].Str()), Version: attrs[attrVersion].Int(),
	}
	var secrets []secretRow
	if err := json.Unmarshal(attrs[attrSecrets].Raw(), &secrets); err != nil {
		return access.Client{}, err
	}
	var keys []keyRow
	if err := json.Unmarshal(attrs[attrKeys].Raw(), &keys); err != nil {
		return access.Client{}, err
	}
	used := func(proof string) time.Time { return parseStamp(attrs[prefixProofAt+proof].Str()) }
	for _, row := range secrets {
		s := access.ClientSecret{ID: row.ID, Created: parseStamp(row.Created), Expires: parseStamp(row.Expires), LastUse: used(row.ID), Told: int(attrs[prefixToldOf+row.ID].Int())}
		copy(s.Hash[:], row.Hash)
		c.Secrets = append(c.Secrets, s)
	}
	for _, row := range keys {
		c.Keys = append(c.Keys, access.ClientKey{ID: row.ID, JWK: row.JWK, LastUse: used(row.ID)})
	}
	return c, nil
}
