package scimapi

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"time"

	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
)

// cursorLife is how long a cursor can be used (cursorTimeout of ServiceProviderConfig). The clock starts anew with every page.
const cursorLife = 10 * time.Minute

// maxCursor is more bytes than the longest cursor of ours has.
const maxCursor = 8 << 10

// cursor is what a cursor says (RFC 9865). It is sealed, so that nobody can read names in it or make one up, and bound to the account, the
// connection and the question, which are not in it: with any other it does not open. Nothing is kept of it here.
type cursor struct {
	Type    string `json:"t,omitempty"` // where a list has several types of resources: which one goes on
	Name    string `json:"n"`
	ID      string `json:"i"`
	Expires int64  `json:"e"` // unix seconds
}

// cursorTo is a cursor that goes on behind a place.
func cursorTo(kind string, at directory.Place) cursor {
	return cursor{Type: kind, Name: at.Name, ID: at.ID}
}

func (cur cursor) place() directory.Place { return directory.Place{Name: cur.Name, ID: cur.ID} }

// seal makes the text of a cursor, of unreserved characters alone.
func (a *api) seal(c *call, question string, cur cursor) (string, error) {
	aead, err := a.aead(c)
	if err != nil {
		return "", err
	}
	cur.Expires = a.now().Add(cursorLife).Unix()
	plain, err := json.Marshal(cur)
	if err != nil {
		return "", err
	}
	sealed := aead.Seal(nil, nil, plain, binding(c, question)) //nolint:gosec // this AEAD makes a random nonce itself, and must be given none
	return base64.RawURLEncoding.EncodeToString(sealed), nil
}

// unseal reads a cursor; the empty text is the beginning.
func (a *api) unseal(c *call, question, text string) (cursor, error) {
	if text == "" {
		return cursor{}, nil
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(text) > maxCursor {
		return cursor{}, errCursor
	}
	aead, err := a.aead(c)
	if err != nil {
		return cursor{}, err
	}
	plain, err := aead.Open(nil, nil, sealed, binding(c, question))
	if err != nil {
		return cursor{}, errCursor
	}
	var cur cursor
	if err := json.Unmarshal(plain, &cur); err != nil {
		return cursor{}, err
	}
	if a.now().Unix() > cur.Expires {
		return cursor{}, fault.New(fault.Invalid, scim.ExpiredCursor, "The cursor is older than %d minutes. Begin anew with an empty one.", cursorLife/time.Minute)
	}
	return cur, nil
}

var errCursor = fault.New(fault.Invalid, scim.InvalidCursor, "The cursor is none of ours, or belongs to another question. "+
	"Send the nextCursor of the page before, with the same filter and order, or begin anew with an empty cursor.")

func (a *api) aead(c *call) (cipher.AEAD, error) {
	key, err := a.cursorKey(c.ctx())
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// binding is who asked what, in one reading only.
func binding(c *call, question string) []byte {
	text, err := json.Marshal([]string{c.account().ID(), c.caller.Connection, question})
	if err != nil {
		panic(err) // texts have a form in JSON
	}
	return text
}
