package store

import (
	"encoding/json"
	"fmt"
	"time"

	"usersync/internal/inspect"
	"usersync/internal/table"
)

// exchangeRow is an exchange as it is stored.
type exchangeRow struct {
	ID         string      `json:"id"`
	At         time.Time   `json:"at"`
	Took       int64       `json:"took"` // microseconds
	Method     string      `json:"method"`
	Path       string      `json:"path"`
	Query      string      `json:"query,omitempty"`
	Status     int         `json:"status"`
	ScimType   string      `json:"scimType,omitempty"`
	Detail     string      `json:"detail,omitempty"`
	Credential string      `json:"credential"`
	UserAgent  string      `json:"agent,omitempty"`
	Headers    [][2]string `json:"headers,omitempty"`
	Request    bodyRow     `json:"request"`
	Answer     bodyRow     `json:"answer"`
}

type bodyRow struct {
	Text   string `json:"text,omitempty"`
	Size   int64  `json:"size,omitempty"`
	Cut    bool   `json:"cut,omitempty"`
	Hidden bool   `json:"hidden,omitempty"`
}

func encodeExchange(key table.Key, list string, e inspect.Exchange) (table.Item, error) {
	row := exchangeRow{
		ID: e.ID, At: e.At.UTC(), Took: e.Took.Microseconds(), Method: e.Method, Path: e.Path, Query: e.Query, Status: e.Status, ScimType: e.ScimType,
		Detail: e.Detail, Credential: e.Credential, UserAgent: e.UserAgent, Request: bodyRow(e.Request), Answer: bodyRow(e.Answer),
	}
	for _, h := range e.Headers {
		row.Headers = append(row.Headers, [2]string{h.Name, h.Value})
	}
	body, err := json.Marshal(row)
	if err != nil {
		return table.Item{}, fmt.Errorf("write a request: %w", err)
	}
	return table.Item{Key: key, Attrs: table.Attrs{
		attrJSON:  table.B(body),
		table.TTL: table.N(e.End().Add(inspect.Keep).Unix()),
		table.G1P: table.S(list),
		table.G1S: table.S(stamp(e.End()) + "#" + e.ID),
	}}, nil
}

func decodeExchange(item table.Item) (inspect.Exchange, error) {
	var row exchangeRow
	if err := json.Unmarshal(item.Attrs[attrJSON].Raw(), &row); err != nil {
		return inspect.Exchange{}, fmt.Errorf("read a request: %w", err)
	}
	e := inspect.Exchange{
		ID: row.ID, At: row.At, Took: time.Duration(row.Took) * time.Microsecond, Method: row.Method, Path: row.Path, Query: row.Query, Status: row.Status,
		ScimType: row.ScimType, Detail: row.Detail, Credential: row.Credential, UserAgent: row.UserAgent,
		Request: inspect.Body(row.Request), Answer: inspect.Body(row.Answer),
	}
	for _, h := range row.Headers {
		e.Headers = append(e.Headers, inspect.Header{Name: h[0], Value: h[1]})
	}
	return e, nil
}
