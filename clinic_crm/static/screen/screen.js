/* The waiting room's screen. Plain old script: televisions keep old browsers. */
(function () {
    "use strict";
    var ASK_MS = 2000;
    var OFFLINE_MS = 15000;
    var body = document.body;
    var etag = null;
    var last = null; // the call shown big, as text
    var heard = Date.now();
    var audio = null;

    function part(id) {
        return document.getElementById(id);
    }

    function remembered(value) {
        try {
            if (value !== undefined) {
                localStorage.setItem("clinic_screen_sound", value ? "1" : "");
            }
            return localStorage.getItem("clinic_screen_sound") === "1";
        } catch (error) {
            return false;
        }
    }

    // ---------------------------------------------------------------- the clock
    function tick() {
        var now = new Date();
        var zone = body.getAttribute("data-zone");
        try {
            part("time").textContent = now.toLocaleTimeString("es-MX", {
                hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone,
            });
            part("date").textContent = now.toLocaleDateString("es-MX", {
                weekday: "long", day: "numeric", month: "long", timeZone: zone,
            });
        } catch (error) {
            part("time").textContent = now.toTimeString().slice(0, 5);
        }
    }

    // ---------------------------------------------------------------- the calls
    function place(call) {
        return call.room || "Pase, por favor";
    }

    function show(state) {
        var calls = state.calls;
        var first = calls[0];
        var list = part("before");
        part("name").textContent = state.name;
        part("empty").hidden = Boolean(first);
        part("call").hidden = !first;
        if (first) {
            part("turn").textContent = first.turn;
            part("room").textContent = place(first);
        }
        list.textContent = "";
        calls.slice(1).forEach(function (call) {
            var row = document.createElement("li");
            var turn = document.createElement("b");
            var room = document.createElement("span");
            turn.textContent = call.turn;
            room.textContent = place(call);
            row.appendChild(turn);
            row.appendChild(room);
            list.appendChild(row);
        });
        var key = first ? first.turn + " " + first.at + " " + first.room : "";
        if (last !== null && first && key !== last) {
            announce();
        }
        last = key;
    }

    function announce() {
        var call = part("call");
        call.className = "";
        void call.offsetWidth; // begins the animation anew
        call.className = "new";
        if (audio) {
            chime();
        }
    }

    function ask() {
        var request = new XMLHttpRequest();
        request.open("GET", body.getAttribute("data-url"));
        request.timeout = 10000;
        if (etag) {
            request.setRequestHeader("If-None-Match", etag);
        }
        request.onload = function () {
            if (request.status === 404) {
                location.reload(); // the link was renewed: say so
                return;
            }
            if (request.status === 200 || request.status === 304) {
                heard = Date.now();
            }
            if (request.status === 200) {
                etag = request.getResponseHeader("ETag");
                show(JSON.parse(request.responseText));
            }
        };
        request.onloadend = function () {
            part("offline").hidden = Date.now() - heard < OFFLINE_MS;
            setTimeout(ask, ASK_MS);
        };
        request.send();
    }

    // ---------------------------------------------------------------- sound, when somebody wants it
    function chime() {
        [[880, 0], [660, 0.28]].forEach(function (note) {
            var from = audio.currentTime + note[1];
            var tone = audio.createOscillator();
            var volume = audio.createGain();
            tone.frequency.value = note[0];
            volume.gain.setValueAtTime(0.0001, from);
            volume.gain.exponentialRampToValueAtTime(0.4, from + 0.02);
            volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.9);
            tone.connect(volume);
            volume.connect(audio.destination);
            tone.start(from);
            tone.stop(from + 1);
        });
    }

    function sound(on) {
        var Context = window.AudioContext || window.webkitAudioContext;
        if (on && !audio && Context) {
            audio = new Context();
        } else if (!on && audio) {
            audio.close();
            audio = null;
        }
        part("sound").setAttribute("aria-pressed", audio ? "true" : "false");
        part("sound").textContent = audio ? "Sonido activado" : "Activar sonido";
        remembered(Boolean(audio));
    }

    part("sound").addEventListener("click", function () {
        sound(!audio);
        if (audio) {
            chime();
        }
    });
    part("full").addEventListener("click", function () {
        var root = document.documentElement;
        var open = root.requestFullscreen || root.webkitRequestFullscreen;
        if (open) {
            open.call(root);
        }
    });
    document.addEventListener("fullscreenchange", function () {
        part("full").hidden = Boolean(document.fullscreenElement);
    });

    if (remembered()) {
        sound(true);
    }
    tick();
    setInterval(tick, 5000);
    ask();
})();
