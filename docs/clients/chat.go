// Only the standard library. SITE and KEY (a secret key) come from the environment, the message from the command line.
package main

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
)

type event struct {
	Type    string
	Content string
	Message string
	Error   struct{ Message string }
}

func main() {
	session := make([]byte, 16)
	rand.Read(session)
	body, _ := json.Marshal(map[string]string{"session_id": hex.EncodeToString(session), "message": os.Args[1]})
	hash := sha256.Sum256(body)
	request, err := http.NewRequest("POST", os.Getenv("SITE")+"/v1/chat", bytes.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("X-API-Key", os.Getenv("KEY"))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/x-ndjson")
	request.Header.Set("x-amz-content-sha256", hex.EncodeToString(hash[:]))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	for events := json.NewDecoder(response.Body); events.More(); {
		var next event
		if err := events.Decode(&next); err != nil {
			log.Fatal(err)
		}
		if problem := next.Error.Message; problem != "" {
			log.Fatal(problem)
		}
		switch next.Type {
		case "token":
			fmt.Print(next.Content)
		case "error":
			log.Fatal(next.Message)
		}
	}
	fmt.Println()
}
