package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"

	"usersync/internal/fault"
)

// Body reads the whole request body of at most limit bytes. It fails with fault.TooLarge above that, at once where the
// request says its length, and with fault.Malformed where the body breaks off.
func Body(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		w.Header().Set("Connection", "close") // what is still to come is not worth reading
		return nil, errTooLarge(limit)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, errTooLarge(over.Limit)
	case err != nil:
		return nil, fault.New(fault.Malformed, "body", "The request body ended before it was complete. Send it again.").Because(err)
	}
	return body, nil
}

func errTooLarge(limit int64) error {
	return fault.New(fault.TooLarge, "body_size", "The request body is larger than %d KiB. Send it in smaller parts.", limit>>10)
}

// CheckMediaType fails with CodeMediaType when the request names a Content-Type that is not among the accepted ones. Parameters
// such as charset are ignored, and a request that names none is taken at its word.
func CheckMediaType(r *http.Request, accepted ...string) error {
	if len(r.Header.Values("Content-Encoding")) > 0 {
		return errMediaType("A compressed body is not accepted. Send it plain, without Content-Encoding.")
	}
	values := r.Header.Values("Content-Type")
	if len(values) == 0 || len(values) == 1 && values[0] == "" {
		return nil
	}
	name, _, err := mime.ParseMediaType(values[0])
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) || len(values) > 1 || !slices.Contains(accepted, name) {
		return errMediaType("The body's Content-Type is not one that this address reads. Send JSON and name it so.")
	}
	return nil
}

func errMediaType(detail string) error {
	return fault.New(fault.Malformed, CodeMediaType, "%s", detail)
}
