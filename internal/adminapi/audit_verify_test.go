package adminapi_test

import (
	"net/http"
	"testing"
	"time"

	"usersync/internal/provision"
	"usersync/internal/table"
)

// seal seals what is on record.
func (w *world) seal() {
	w.t.Helper()
	w.now = w.now.Add(time.Minute)
	s := &provision.Sealer{Store: w.store, Now: w.config.Now}
	must(w.t, s.SealAudit(w.t.Context(), w.account))
}

// onRecord has something be on record: that a user has another connection.
func (w *world) onRecord(user string) {
	w.t.Helper()
	other := w.as("POST /connections", `{"name":"`+w.newID()+`"}`).ok().str("id")
	w.as("POST /directory/users/"+user+"/adopt", `{"connection":"`+other+`"}`).ok()
}

func TestTheAuditIsVerified(t *testing.T) {
	w := newWorld(t)
	ann := w.person("ann@example.com")
	if a := w.as("GET /audit/verify").ok(); a.str("state") != "intact" || a.body["head"] != nil || a.body["unsealed"] != 0.0 {
		t.Errorf("nothing: %s", a.text)
	}
	w.onRecord(ann)
	if a := w.as("GET /audit/verify").ok(); a.str("state") != "intact" || a.body["segments"] != 0.0 || a.body["unsealed"] != 1.0 {
		t.Errorf("not sealed yet: %s", a.text)
	}
	w.seal()
	w.onRecord(ann)
	a := w.as("GET /audit/verify").ok()
	head := a.str("head")
	if a.str("state") != "intact" || a.body["segments"] != 1.0 || a.body["records"] != 1.0 || a.body["unsealed"] != 1.0 || a.body["flaw"] != nil {
		t.Errorf("one of two is sealed: %s", a.text)
	}
	w.seal()
	if a := w.as("GET /audit/verify?noted=" + head).ok(); a.str("state") != "intact" || a.body["segments"] != 2.0 || a.str("head") == head {
		t.Errorf("both are: %s", a.text)
	}
	id := w.as("GET /audit").ok().str("items", 1, "id")
	key := table.Key{Table: table.Audit, P: "T#" + w.account.ID() + "#AUDIT", S: id}
	must(t, w.db.Transact(t.Context(), []table.Action{table.Delete(key)}))
	a = w.as("GET /audit/verify").ok()
	if a.str("state") != "broken" || a.str("flaw", "fault") != "records_missing" || a.str("flaw", "first") != id || a.body["head"] != nil || a.body["unsealed"] != nil || a.body["next"] != nil {
		t.Errorf("a record is gone: %s", a.text)
	}
}

func TestALongAuditIsVerifiedInParts(t *testing.T) {
	w := newWorld(t)
	ann := w.person("ann@example.com")
	other := w.as("POST /connections", `{"name":"Other"}`).ok().str("id")
	first := w.as("GET /connections").ok().str("items", 0, "id")
	for i := range 501 {
		w.as("POST /directory/users/"+ann+"/adopt", `{"connection":"`+[]string{other, first}[i%2]+`"}`).ok()
		w.seal()
	}
	a := w.as("GET /audit/verify").ok()
	if a.str("state") != "unfinished" || a.body["segments"] != 500.0 || a.body["unsealed"] != nil {
		t.Fatal(a.text)
	}
	if a = w.as("GET /audit/verify?cursor=" + a.str("next")).ok(); a.str("state") != "intact" || a.body["segments"] != 1.0 || a.body["records"] != 1.0 || a.body["next"] != nil {
		t.Error(a.text)
	}
}

func TestWhatCannotBeVerified(t *testing.T) {
	w := newWorld(t)
	for query, want := range map[string]struct {
		status int
		code   string
	}{
		"cursor=x":        {http.StatusBadRequest, "invalid_cursor"},
		"cursor=MTI6YWI":  {http.StatusBadRequest, "invalid_cursor"},
		"noted=12":        {http.StatusUnprocessableEntity, "invalid_value"},
		"noted=12:abcdef": {http.StatusUnprocessableEntity, "invalid_value"},
		"noted=:":         {http.StatusUnprocessableEntity, "invalid_value"},
	} {
		if a := w.as("GET /audit/verify?" + query).send(); a.status != want.status || a.body["code"] != want.code {
			t.Errorf("%s: %d %s", query, a.status, a.text)
		}
	}
}
