package lambda

import (
	"encoding/json"
	"errors"
	"strconv"

	"usersync/internal/table"
)

// streamRecord is what is read of one record. Images stay raw until their turn, so that one that cannot be read takes no others along.
type streamRecord struct {
	EventSource string `json:"eventSource"`
	EventName   string `json:"eventName"`
	Body        struct {
		Keys           image
		NewImage       image
		OldImage       image
		SequenceNumber string
	} `json:"dynamodb"`
}

func (r streamRecord) strange() bool { return r.EventSource != "aws:dynamodb" }

// image is an item by attribute name.
type image map[string]json.RawMessage

// The key attributes of every table.
const (
	partitionKey = "P"
	sortKey      = "S"
)

var (
	errNoKey   = errors.New("the record has no key of ours")
	errNoImage = errors.New("the record lacks an image: the stream must have new and old images")
	errValue   = errors.New("an attribute is neither a string nor a whole number nor a boolean nor bytes")
)

// change is the record as the table's engines on a laptop deliver it. Errors name no data.
func (r *streamRecord) change() (table.Change, error) {
	p, errP := decodeValue(r.Body.Keys[partitionKey])
	s, errS := decodeValue(r.Body.Keys[sortKey])
	if errP != nil || errS != nil || p.Str() == "" || s.Str() == "" {
		return table.Change{}, errNoKey
	}
	old, errOld := decodeImage(r.Body.OldImage)
	now, errNew := decodeImage(r.Body.NewImage)
	if err := errors.Join(errOld, errNew); err != nil {
		return table.Change{}, err
	}
	if (old == nil) != (r.EventName == "INSERT") || (now == nil) != (r.EventName == "REMOVE") {
		return table.Change{}, errNoImage
	}
	return table.Change{Key: table.Key{Table: table.Core, P: p.Str(), S: s.Str()}, Old: old, New: now}, nil
}

// decodeImage is nil for no image.
func decodeImage(i image) (table.Attrs, error) {
	if i == nil {
		return nil, nil
	}
	attrs := make(table.Attrs, len(i))
	for name, raw := range i {
		if name == partitionKey || name == sortKey {
			continue
		}
		v, err := decodeValue(raw)
		if err != nil {
			return nil, err
		}
		attrs[name] = v
	}
	return attrs, nil
}

// decodeValue reads an attribute in DynamoDB's JSON: an object of one member, whose name is the type.
func decodeValue(raw json.RawMessage) (table.Value, error) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || len(members) != 1 {
		return table.Value{}, errValue
	}
	for kind, text := range members {
		switch kind {
		case "S":
			return decodeAs(text, table.S)
		case "N":
			return decodeNumber(text)
		case "BOOL":
			return decodeAs(text, table.Bool)
		case "B":
			return decodeAs(text, table.B)
		}
	}
	return table.Value{}, errValue
}

func decodeAs[T any](raw json.RawMessage, of func(T) table.Value) (table.Value, error) {
	var v *T
	if json.Unmarshal(raw, &v) != nil || v == nil {
		return table.Value{}, errValue
	}
	return of(*v), nil
}

// decodeNumber reads a number, which is a string in DynamoDB's JSON.
func decodeNumber(raw json.RawMessage) (table.Value, error) {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return table.Value{}, errValue
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return table.Value{}, errValue // its own text quotes the number
	}
	return table.N(n), nil
}
