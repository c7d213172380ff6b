package console

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
)

// held is the files that there are, by name.
type held struct{ files map[string]*file }

// file is one file in the encodings that it was packed in.
type file struct {
	mediaType string
	etag      string // of what may change; "" of what does not
	encodings []encoding
}

// encoding is a file's bytes in a content coding (RFC 9110 section 8.4.1).
type encoding struct {
	name string // "br", "gzip", or "" for the file itself
	body []byte
}

// packedAs are the ends that packed files have, the smallest coding first.
var packedAs = []struct{ end, name string }{{".br", "br"}, {".gz", "gzip"}, {"", ""}}

// mediaTypes are the kinds of files that a console consists of; the machine's own list is not asked, as every machine has another.
var mediaTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2", ".png": "image/png", ".ico": "image/x-icon",
}

// read gathers the files of a folder with their encodings.
func read(files fs.FS) (held, error) {
	h := held{map[string]*file{}}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err == nil {
			h.add(name, body)
		}
		return err
	})
	if err == nil && h.files[index] == nil {
		err = errors.New("there is no " + index)
	}
	if err != nil {
		return held{}, fmt.Errorf("read the console: %w", err)
	}
	return h, nil
}

func (h held) add(name string, body []byte) {
	for _, as := range packedAs {
		plain, ok := strings.CutSuffix(name, as.end)
		if !ok {
			continue
		}
		f := h.files[plain]
		if f == nil {
			f = &file{mediaType: mediaTypes[path.Ext(plain)]}
			h.files[plain] = f
		}
		f.encodings = append(f.encodings, encoding{as.name, body})
		if !strings.HasPrefix(plain, assets) {
			sum := sha256.Sum256(append([]byte(f.etag), body...))
			f.etag = `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"` // weak: it is that of all encodings
		}
		return
	}
}

// send answers with the file in the smallest encoding that the browser takes. One that takes none gets it unpacked.
func (f *file) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", forever)
	if f.etag != "" {
		h.Set("Cache-Control", askAgain)
		h.Set("ETag", f.etag)
		if known(r.Header.Get("If-None-Match"), f.etag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	body, name, err := f.pick(r.Header.Get("Accept-Encoding"))
	if err != nil {
		refuse(w, http.StatusInternalServerError, "The file is broken: run make.")
		return
	}
	if name != "" {
		h.Set("Content-Encoding", name)
	}
	mediaType := f.mediaType
	if mediaType == "" {
		mediaType = "application/octet-stream"
	}
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a browser that has gone cannot be told
	}
}

// pick chooses an encoding for an Accept-Encoding header.
func (f *file) pick(accept string) (body []byte, name string, err error) {
	for _, as := range packedAs {
		at := slices.IndexFunc(f.encodings, func(e encoding) bool { return e.name == as.name })
		if at >= 0 && (as.name == "" || takes(accept, as.name)) {
			return f.encodings[at].body, as.name, nil
		}
	}
	return f.unpacked()
}

// unpacked is a file that was kept in packed form only.
func (f *file) unpacked() (body []byte, name string, err error) {
	at := slices.IndexFunc(f.encodings, func(e encoding) bool { return e.name == "gzip" })
	if at < 0 {
		return nil, "", errors.New("a file is packed in a way that cannot be undone")
	}
	z, err := gzip.NewReader(bytes.NewReader(f.encodings[at].body))
	if err == nil {
		body, err = io.ReadAll(z)
	}
	return body, "", err
}

// takes reports whether an Accept-Encoding header names a coding, and not with a weight of 0 (RFC 9110 section 12.5.3).
func takes(accept, coding string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		weight, weighted := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(parameters), " ", ""), "q=")
		return !weighted || strings.Trim(weight, "0.") != ""
	}
	return false
}

// known reports whether an If-None-Match header has an entity tag, compared weakly (RFC 9110 section 13.1.2).
func known(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimSpace(part); part == "*" || part == etag || part == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}
