package adminapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"usersync/internal/fault"
	"usersync/internal/rule/code"
	"usersync/internal/web"
)

// Limits of a body's JSON.
const (
	maxDepth    = 20     // objects and lists inside each other
	maxMembers  = 2_000  // of one object
	maxElements = 15_000 // of one list
)

// readBody reads and judges the body of an operation that has one, and hands it on besides returning it. What is no JSON, or could be read in two ways, is
// fault.Malformed before anybody looks at its meaning.
func readBody(w http.ResponseWriter, r *http.Request, op *huma.Operation) ([]byte, error) {
	if op.RequestBody == nil {
		return nil, nil
	}
	if isFile, _ := op.Metadata[fileKey].(bool); isFile {
		return readFile(w, r)
	}
	if err := web.CheckMediaType(r, "application/json", "application/merge-patch+json"); err != nil {
		return nil, err
	}
	body, err := web.Body(w, r, MaxBody)
	if err != nil {
		return nil, err
	}
	if len(body) == 0 && op.RequestBody.Required {
		return nil, fault.New(fault.Malformed, "body_missing", "A JSON object is needed as the request body.")
	}
	if len(body) > 0 {
		if err := checkJSON(body); err != nil {
			return nil, err
		}
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, nil
}

// readFile reads the body of an operation that takes a file of rules, which package code judges.
func readFile(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if err := web.CheckMediaType(r, yamlTypes...); err != nil {
		return nil, err
	}
	body, err := web.Body(w, r, code.MaxBytes)
	if err == nil && len(body) == 0 {
		err = fault.New(fault.Malformed, "body_missing", "A file of rules is needed as the request body.")
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, err
}

// checkJSON accepts one JSON value without duplicate member names, within the limits.
func checkJSON(body []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := checkValue(decoder, 0); err != nil {
		if e := (*fault.Error)(nil); errors.As(err, &e) {
			return err
		}
		return fault.New(fault.Malformed, "invalid_json", "The body is not JSON, or is cut off.").Because(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return fault.New(fault.Malformed, "invalid_json", "Something follows the JSON object.")
	}
	return nil
}

func checkValue(d *json.Decoder, depth int) error {
	if depth > maxDepth {
		return fault.New(fault.Malformed, "invalid_json", "The body is nested deeper than %d levels.", maxDepth)
	}
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		return checkObject(d, depth)
	case json.Delim('['):
		return checkArray(d, depth)
	}
	return nil
}

func checkObject(d *json.Decoder, depth int) error {
	seen := map[string]bool{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		text, _ := name.(string)
		if seen[text] {
			return fault.New(fault.Malformed, "invalid_json", "A member is named twice in the same object.")
		}
		if seen[text] = true; len(seen) > maxMembers {
			return fault.New(fault.Malformed, "invalid_json", "An object has more than %d members.", maxMembers)
		}
		if err := checkValue(d, depth+1); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func checkArray(d *json.Decoder, depth int) error {
	for n := 1; d.More(); n++ {
		if n > maxElements {
			return fault.New(fault.Malformed, "invalid_json", "A list has more than %d elements.", maxElements)
		}
		if err := checkValue(d, depth+1); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}
