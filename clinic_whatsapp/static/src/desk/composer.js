import { _t } from "@web/core/l10n/translation";
import { useEmojiPicker } from "@web/core/emoji_picker/emoji_picker";
import { useBus, useService } from "@web/core/utils/hooks";
import { normalize } from "@web/core/l10n/utils";
import { getDataURLFromFile } from "@web/core/utils/urls";

import { fitting } from "./picture";
import { recordable, WhatsappRecorder } from "./recorder";

import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

const TYPING = 4000; // ms without a key: not typing any more

/** Where the answer is written; «/» brings the quick replies. */
export class WhatsappComposer extends Component {
    static template = "clinic_whatsapp.Composer";
    static components = { WhatsappRecorder };
    static props = {
        channelId: Number,
        narrow: Boolean,
        largest: Object, // kind of file -> bytes
        replyTo: { type: Object, optional: true },
        suggestions: Array, // quick replies that fit what was written last
        onSend: Function, // (text, replyTo) => Promise<why not>
        onSendFile: Function, // (file, caption) => Promise<why not>
        onTyping: Function, // (bool) => void
        onTemplates: Function,
        onForgetReply: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.desk = useService("clinic_whatsapp.desk");
        this.input = useRef("input");
        this.search = useRef("search");
        this.file = useRef("file");
        this.emoji = useRef("emoji");
        this.state = useState({
            text: this.desk.drafts.get(this.props.channelId) || "",
            problem: "",
            replies: null, // what can be chosen, while the list is open
            search: "",
            active: 0,
            file: null,
            recording: false,
        });
        this.mayRecord = Boolean(recordable());
        useEmojiPicker(this.emoji, { onSelect: (emoji) => this.insert(emoji) });
        useBus(this.env.bus, "clinic_whatsapp:write", ({ detail }) => {
            if (detail.channelId === this.props.channelId) {
                this.write(detail.text);
            }
        });
        useBus(this.env.bus, "clinic_whatsapp:went", ({ detail }) => {
            if (detail.channelId === this.props.channelId) {
                this.forget(detail.said);
            }
        });
        onMounted(() => {
            if (!this.props.narrow) {
                this.input.el.focus();
            }
        });
        onWillUnmount(() => {
            if (this.state.text) {
                this.desk.drafts.set(this.props.channelId, this.state.text);
            } else {
                this.desk.drafts.delete(this.props.channelId);
            }
            this.stopTyping();
        });
        useEffect(
            () => {
                const el = this.input.el;
                el.style.height = "auto";
                el.style.height = `${Math.min(el.scrollHeight + 2, 160)}px`;
            },
            () => [this.state.text]
        );
        useEffect(
            (open) => open && this.search.el?.focus(),
            () => [this.state.replies !== null]
        );
    }

    // ------------------------------------------------------------------ writing
    onInput() {
        this.state.problem = "";
        if (this.state.text === "/") {
            this.setText("");
            this.openReplies();
            return;
        }
        if (this.state.text && !this.typing) {
            this.typing = true;
            this.props.onTyping(true);
        }
        clearTimeout(this.typingTimer);
        this.typingTimer = setTimeout(() => this.stopTyping(), TYPING);
    }

    stopTyping() {
        clearTimeout(this.typingTimer);
        if (this.typing) {
            this.typing = false;
            this.props.onTyping(false);
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.shiftKey && !ev.isComposing && !this.props.narrow) {
            ev.preventDefault();
            ev.stopPropagation();
            this.send();
        }
    }

    onPaste(ev) {
        const [file] = ev.clipboardData.files;
        if (file) {
            ev.preventDefault();
            this.take(file);
        }
    }

    async send() {
        const { file } = this.state;
        const text = file?.voice ? "" : this.state.text.trim(); // no words go with a voice note
        if (!text && !file) {
            return;
        }
        const replyTo = this.props.replyTo?.wamid;
        if (!file?.voice) {
            this.setText("");
        }
        this.state.file = null;
        this.state.problem = "";
        this.stopTyping();
        this.props.onForgetReply();
        this.input.el.focus();
        const problem = await (file
            ? this.props.onSendFile(file, text)
            : this.props.onSend(text, replyTo));
        if (problem) {
            // nothing typed is lost: also what was begun meanwhile
            this.setText([text, this.state.text].filter(Boolean).join("\n"));
            this.state.file = this.state.file || file;
            this.state.problem = problem;
        }
    }

    /** Takes out what has gone after all. */
    forget([kind, ...said]) {
        const { file } = this.state;
        const text = this.state.text.trim();
        if (kind === "text" && !file && text === said[0]) {
            this.write("");
        } else if (kind === "file" && file?.data === said[1] && (file.voice || text === said[2])) {
            this.state.file = null;
            this.write(file.voice ? this.state.text : "");
        } else {
            return; // it was changed meanwhile
        }
        this.state.problem = "";
    }

    /** Also in the box itself: what changes there and back within one frame is not drawn again. */
    setText(text) {
        this.state.text = text;
        if (this.input.el) {
            this.input.el.value = text;
        }
    }

    write(text) {
        this.setText(text);
        this.input.el?.focus();
    }

    insert(text) {
        const el = this.input.el;
        const at = el.selectionStart ?? this.state.text.length;
        this.setText(this.state.text.slice(0, at) + text + this.state.text.slice(at));
        el.focus();
    }

    // ------------------------------------------------------------------ a file
    onFile(ev) {
        const [file] = ev.target.files;
        ev.target.value = "";
        if (file) {
            this.take(file);
        }
    }

    /** Reads it only when it may go: a film of the phone has more bytes than a browser likes. */
    async take(chosen) {
        const { largest } = this.props;
        const most = largest[chosen.type.split("/")[0]] || largest.document;
        this.state.problem = "";
        const file = await fitting(chosen, most);
        if (file.size > most) {
            this.state.problem = _t(
                "“%(name)s” is larger than WhatsApp takes (%(n)s MB): send a smaller one, or by another way.",
                { name: file.name, n: Math.floor(most / 1024 / 1024) }
            );
            return;
        }
        const url = await getDataURLFromFile(file);
        this.state.file = { name: file.name, type: file.type, data: url.split(",")[1] };
        this.input.el.focus();
    }

    // ------------------------------------------------------------------ a voice note
    record() {
        this.state.problem = "";
        this.state.replies = null;
        this.state.recording = true;
    }

    keepVoice(file) {
        this.state.file = file;
        this.state.recording = false;
    }

    closeRecorder(why) {
        this.state.recording = false;
        this.state.problem = why;
    }

    // ------------------------------------------------------------------ quick replies
    async openReplies() {
        this.state.search = "";
        this.state.active = 0;
        this.state.replies = [];
        this.all = await this.orm.silent.call("clinic.whatsapp.conversation", "desk_replies", [
            this.props.channelId,
        ]);
        if (this.state.replies) {
            this.onSearch(); // what was typed meanwhile counts
        }
    }

    toggleReplies() {
        if (this.state.replies) {
            this.closeReplies();
        } else {
            this.openReplies();
        }
    }

    closeReplies() {
        this.state.replies = null;
        this.input.el.focus();
    }

    onSearch() {
        const words = normalize(this.state.search).split(/\s+/);
        this.state.replies = (this.all || []).filter((reply) => {
            const where = normalize(`${reply.name} ${reply.situation} ${reply.tone} ${reply.text}`);
            return words.every((word) => where.includes(word));
        });
        this.state.active = 0;
    }

    onSearchKeydown(ev) {
        const last = this.state.replies.length - 1;
        if (ev.key === "ArrowDown") {
            this.state.active = Math.min(last, this.state.active + 1);
        } else if (ev.key === "ArrowUp") {
            this.state.active = Math.max(0, this.state.active - 1);
        } else if (ev.key === "Enter" && this.state.replies[this.state.active]) {
            this.choose(this.state.replies[this.state.active]);
        } else if (ev.key === "Escape") {
            this.closeReplies();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        requestAnimationFrame(() =>
            document
                .querySelector(".o_whatsapp_replies .is-active")
                ?.scrollIntoView({ block: "nearest" })
        );
    }

    choose(reply) {
        this.setText([this.state.text, reply.text].filter(Boolean).join(" "));
        this.state.replies = null;
        requestAnimationFrame(() => {
            const el = this.input.el;
            el.focus();
            const open = /\{\w+\}/.exec(this.state.text); // what a person has to fill in
            if (open) {
                el.setSelectionRange(open.index, open.index + open[0].length);
            }
        });
    }
}
