package lambda_test

import (
	"context"
	"encoding/json"
	"testing"

	"usersync/internal/access"
	"usersync/internal/cloud/lambda"
	"usersync/internal/provision"
)

func TestWhatExpiresIsLoggedAndCounted(t *testing.T) {
	var log journal
	e := provision.Expiry{Kind: access.SCIMToken, ID: "abc", Connection: "conn", Name: "canary", Expires: noon}
	if err := lambda.LogExpiring(log.logger(), atNoon)(context.Background(), access.FromTrigger(account), e, 14); err != nil {
		t.Fatal(err)
	}
	want := `{"level":"WARN","msg":"a credential of a connection expires soon","account":"` + account + `","connection":"conn","kind":"scim","client":"","credential":"abc","expires":"` +
		noon.Format("2006-01-02T15:04:05Z07:00") + `","Days":"14","CredentialsExpiring":1,"_aws":{"Timestamp":` + stampOf(t) +
		`,"CloudWatchMetrics":[{"Namespace":"usersync","Dimensions":[["Days"]],"Metrics":[{"Name":"CredentialsExpiring","Unit":"Count"}]}]}}`
	var got, wanted map[string]any
	if json.Unmarshal(log.Bytes(), &got) != nil || json.Unmarshal([]byte(want), &wanted) != nil {
		t.Fatalf("no JSON: %s", log.String())
	}
	delete(got, "time")
	a, _ := json.Marshal(got)
	b, _ := json.Marshal(wanted)
	if string(a) != string(b) {
		t.Errorf("line\n%s\nwant\n%s", a, b)
	}
}

func stampOf(t *testing.T) string {
	t.Helper()
	text, err := json.Marshal(noon.UnixMilli())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
