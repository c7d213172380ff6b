package boot_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"usersync/internal/boot"
)

func TestTheConsoleDoorSendsPackedFilesInBase64(t *testing.T) {
	large := bytes.Repeat([]byte{0xc3}, 700_000) // four times what the largest file has
	door, err := boot.ConsoleDoor(fstest.MapFS{"index.html.br": {Data: []byte("\x8bpage")}, "assets/main-1.js.br": {Data: large}}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"/console/": "\x8bpage", "/console/rules": "\x8bpage", "/console/assets/main-1.js": string(large)} {
		event := `{"version":"2.0","rawPath":"` + path + `","headers":{"accept":"text/html","accept-encoding":"gzip, br"},"requestContext":{"http":{"method":"GET","path":"` + path + `"}}}`
		raw, err := door(t.Context(), json.RawMessage(event))
		if err != nil {
			t.Fatal(err)
		}
		var answer struct {
			StatusCode      int
			Headers         map[string]string
			Body            string
			IsBase64Encoded bool
		}
		if err := json.Unmarshal(raw.(json.RawMessage), &answer); err != nil {
			t.Fatal(err)
		}
		body, err := base64.StdEncoding.DecodeString(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK || !answer.IsBase64Encoded || string(body) != want || answer.Headers["Content-Encoding"] != "br" {
			t.Errorf("%s: %d %v, %d bytes (%v)", path, answer.StatusCode, answer.Headers, len(body), err)
		}
		if !strings.Contains(answer.Headers["Content-Security-Policy"], "default-src 'none'") {
			t.Errorf("%s has the headers %v", path, answer.Headers)
		}
	}
	if _, err := boot.ConsoleDoor(fstest.MapFS{"assets/main-1.js.br": {}}, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a console without a page is served")
	}
}
