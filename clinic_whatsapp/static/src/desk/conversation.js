import { openBooking } from "@clinic_crm/booking/open_booking";
import { formAction } from "@clinic_crm/form_action";
import { inWords } from "@clinic_crm/in_words";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

import { WhatsappBubble } from "./bubble";
import { WhatsappComposer } from "./composer";
import { countdown } from "./countdown";
import { WhatsappPass } from "./pass";
import { WhatsappTemplates } from "./templates";
import { WhatsappWho } from "./who";

import {
    Component,
    onMounted,
    onPatched,
    onWillUnmount,
    useEffect,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";

const MODEL = "clinic.whatsapp.conversation";
const STAGES = {
    accepted: "sent",
    sent: "sent",
    delivered: "delivered",
    read: "read",
    queued: "queued",
    sending: "queued",
    uncertain: "queued",
};
const MINUTE = 60 * 1000;

/** A conversation with a person on WhatsApp: who it is, what was said, and what to do next. */
export class WhatsappConversation extends Component {
    static template = "clinic_whatsapp.Conversation";
    static components = {
        WhatsappBubble,
        WhatsappComposer,
        WhatsappPass,
        WhatsappTemplates,
        WhatsappWho,
    };
    static props = { thread: Object, narrow: { type: Boolean, optional: true } };

    setup() {
        this.store = useService("mail.store");
        this.orm = useService("orm");
        // of what is on its way the answer counts also after this conversation was left
        this.server = this.env.services.orm.silent;
        this.action = useService("action");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.desk = useService("clinic_whatsapp.desk");
        this.scroller = useRef("scroller");
        this.state = useState({
            person: null,
            items: [],
            mine: [], // sent from here, and not yet told by the server
            suggestions: [],
            more: false,
            failed: "",
            clock: Date.now(),
            panel: "", // "pass" or "templates"
            replyTo: undefined,
        });
        this.ahead = 0; // how far the server's clock is before ours
        this.reload = useDebounced(() => this.load(), 120);
        this.seen = useDebounced(() => this.markSeen(), 300);
        this.atBottom = true;
        useBus(this.desk.news, "news", ({ detail: { channelId, what, data } }) => {
            if ([this.id, null].includes(channelId)) {
                this.onNews(what, data);
            }
        });
        onMounted(() => {
            this.timer = setInterval(() => (this.state.clock = Date.now()), 15 * 1000);
            this.load();
        });
        onWillUnmount(() => {
            clearInterval(this.timer);
            this.gone = true;
        });
        onPatched(() => {
            if (this.atBottom) {
                this.toBottom();
            }
        });
        useEffect(
            () => this.toBottom(),
            () => [this.state.person !== null]
        );
        useExternalListener(window, "focus", () => this.seen());
    }

    get id() {
        return this.props.thread.id;
    }

    get thread() {
        return this.props.thread;
    }

    get person() {
        return this.state.person;
    }

    get isNarrow() {
        return this.props.narrow || this.ui.isSmall;
    }

    call(method, ...args) {
        return this.orm.silent.call(MODEL, method, [this.id, ...args]);
    }

    // ------------------------------------------------------------------ reading
    async load() {
        let data;
        try {
            data = await this.call("desk_open");
        } catch (error) {
            if (!this.gone) {
                this.state.failed = reason(error);
            }
            return;
        }
        if (this.gone) {
            return;
        }
        this.ahead = deserializeDateTime(data.now).toMillis() - Date.now();
        const first = data.items[0]?.at ?? "";
        const kept = this.state.items.filter(
            (item) => item.at < first && !known(data.items, item)
        );
        this.state.items = [...kept, ...data.items];
        if (!kept.length) {
            this.state.more = data.more;
        }
        this.state.mine = this.state.mine.filter(
            (item) => !data.items.some((one) => one.client === item.client)
        );
        for (const said of this.desk.deliveries.settle(this.id, data.items)) {
            this.went(said);
        }
        this.state.suggestions = data.suggestions;
        this.state.person = data.person;
        this.state.failed = "";
        this.thread.name = data.person.name;
        this.thread.whatsapp = {
            agent: data.person.agent,
            waiting_since: data.person.waiting_since,
            answer_by: data.person.answer_by,
            open: data.person.open,
        };
        this.seen();
    }

    async loadOlder() {
        const el = this.scroller.el;
        const height = el.scrollHeight;
        const data = await this.call("desk_open", this.state.items[0].at);
        this.atBottom = false;
        const older = data.items.filter((item) => !known(this.state.items, item));
        this.state.items = [...older, ...this.state.items];
        this.state.more = data.more;
        await new Promise(requestAnimationFrame);
        el.scrollTop += el.scrollHeight - height;
    }

    onNews(what, data) {
        if (what !== "ticks") {
            this.reload();
            return;
        }
        for (const item of this.state.items) {
            const state = data[item.key];
            if (state && STAGES[state]) {
                item.state = STAGES[state];
            } else if (state) {
                this.reload(); // it did not go: the server says why
            }
        }
        if (Object.keys(data).some((key) => !this.state.items.some((one) => one.key === key))) {
            this.reload();
        }
    }

    markSeen() {
        if (!this.gone && this.person && document.visibilityState === "visible") {
            const unread = this.thread.self_member_id?.message_unread_counter;
            const last = this.state.items.findLast((item) => item.direction === "in");
            if (unread || last?.key !== this.lastSeen) {
                this.lastSeen = last?.key;
                this.call("desk_seen").catch(() => {}); // the next look tells it again
            }
        }
    }

    onScroll() {
        const { scrollTop, scrollHeight, clientHeight } = this.scroller.el;
        this.atBottom = scrollHeight - scrollTop - clientHeight < 60;
    }

    /** A picture takes its room only now: what was last stays in sight. */
    onPictureLoaded() {
        if (this.atBottom) {
            this.toBottom();
        }
    }

    toBottom() {
        if (this.scroller.el) {
            this.scroller.el.scrollTop = this.scroller.el.scrollHeight;
        }
    }

    /** What was said, a heading where a day begins. */
    get lines() {
        const lines = [];
        let day = "";
        for (const item of [...this.state.items, ...this.state.mine]) {
            const at = deserializeDateTime(item.at);
            const its = at.toISODate();
            if (its !== day) {
                day = its;
                lines.push({ key: `day-${its}`, day: dayInWords(at) });
            }
            lines.push({ key: item.key, item, hour: at.toFormat("h:mm a") });
        }
        return lines;
    }

    // ------------------------------------------------------------------ the day after their last word
    get left() {
        const until = this.person?.is_open_until;
        if (!until) {
            return 0;
        }
        const left = deserializeDateTime(until).toMillis() - this.state.clock - this.ahead;
        return Math.max(0, left - MINUTE);
    }

    get leftInWords() {
        return inWords(Math.floor(this.left / MINUTE));
    }

    get isLate() {
        return this.left < 120 * MINUTE;
    }

    get wait() {
        return countdown(this.person, this.state.clock + this.ahead);
    }

    // ------------------------------------------------------------------ answering
    /** Shows it at once, sends it once: the key was made when Enter was pressed. */
    async send(text, replyTo) {
        const said = ["text", text, replyTo];
        return this.deliver({ said, shown: { text }, draft: text }, (client) =>
            this.put("desk_send", text, client, replyTo || "")
        );
    }

    async sendTemplate(template, values, text) {
        const said = ["template", template.id, values];
        const problem = await this.deliver({ said, shown: { text, template: true } }, (client) =>
            this.put("desk_send_template", template.id, values, client)
        );
        if (!problem) {
            this.state.panel = "";
        }
        return problem;
    }

    async sendFile(file, caption) {
        const said = ["file", file.name, file.data, caption];
        const name = file.voice ? `🎤 ${_t("Voice note")}` : `📎 ${file.name}`;
        const text = [name, caption].filter(Boolean).join("\n");
        return this.deliver({ said, shown: { text }, draft: caption }, (client) =>
            this.put("desk_send_file", file.name, file.data, file.type, caption, client)
        );
    }

    put(method, ...args) {
        return this.server.call(MODEL, method, [this.id, ...args]);
    }

    /** The composer is gone: what it wrote waits in the next one, and the person is told. */
    keepDraft(text, problem) {
        const { drafts } = this.desk;
        drafts.set(this.id, [text, drafts.get(this.id)].filter(Boolean).join("\n"));
        this.env.services.notification.add(problem, {
            title: this.thread.displayName,
            type: "danger",
            sticky: true,
        });
    }

    /** What came back for want of an answer had gone: it is not offered once more. */
    went(said) {
        const { drafts } = this.desk;
        if (said[0] === "text" && drafts.get(this.id)?.trim() === said[1]) {
            drafts.delete(this.id);
        }
        this.env.bus.trigger("clinic_whatsapp:went", { channelId: this.id, said });
    }

    show(client, vals) {
        this.atBottom = true;
        this.state.suggestions = [];
        const now = luxon.DateTime.fromMillis(Date.now() + this.ahead).toUTC();
        this.state.mine.push({
            key: `mine-${client}`,
            client,
            at: now.toFormat("yyyy-MM-dd HH:mm:ss"),
            direction: "out",
            kind: "text",
            state: "queued",
            media: [],
            ...vals,
        });
        return this.state.mine.at(-1);
    }

    /** Shows it at once and sends it once. Returns why it cannot go, "" when it does. */
    async deliver({ said, shown, draft = "" }, call) {
        let item;
        const { client, told, error } = await this.desk.deliveries.send(this.id, said, call, {
            onStart: (client) => (item = this.show(client, shown)),
            onTrouble: (waiting) => (item.error = waiting ? _t("No connection: trying again…") : ""),
        });
        this.state.mine = this.state.mine.filter((one) => one.client !== client);
        if (!error) {
            if (!this.state.items.some((one) => one.client === client)) {
                this.state.items.push(told);
            }
            return "";
        }
        const problem = reason(error);
        if (this.gone) {
            this.keepDraft(draft, problem);
        } else {
            this.reload();
        }
        return problem;
    }

    /** One after the other: of two on their way at once the later may be heard first. */
    onTyping(isTyping) {
        const told = { channel_id: this.id, is_typing: isTyping };
        this.telling = Promise.resolve(this.telling)
            .then(() => rpc("/discuss/channel/notify_typing", told, { silent: true }))
            .catch(() => {});
    }

    writeAgain(text) {
        this.env.bus.trigger("clinic_whatsapp:write", { channelId: this.id, text });
    }

    get typing() {
        const names = this.thread.otherTypingMembers.map((member) => member.name);
        if (!names.length) {
            return "";
        }
        return names.length === 1
            ? _t("%s is answering", names[0])
            : _t("%s are answering", names.join(", "));
    }

    // ------------------------------------------------------------------ the team
    get isMine() {
        return this.person.agent && this.person.agent.id === this.person.me;
    }

    async act(method, ...args) {
        try {
            await this.call(method, ...args);
        } catch (error) {
            this.notification.add(reason(error), { type: "danger" });
            return false;
        }
        this.state.panel = "";
        await this.load();
        return true;
    }

    async done() {
        if (await this.act("desk_done")) {
            this.notification.add(_t("Out of the list until they write again."), {
                type: "success",
            });
        }
    }

    toggle(panel) {
        this.state.panel = this.state.panel === panel ? "" : panel;
    }

    // ------------------------------------------------------------------ the patient
    openPatient() {
        this.action.doAction(formAction("clinic.patient", this.person.patient.id));
    }

    openVisit() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "clinic.appointment",
            res_id: this.person.visit.id,
            views: [[false, "form"]],
            target: "new",
        });
    }

    book() {
        openBooking(
            this.env,
            this.person.patient ? { patient_id: this.person.patient.id } : {},
            { onClose: () => this.load() }
        );
    }
}

function known(items, item) {
    return items.some((one) => one.key === item.key);
}

/** Why something did not work, in the server's own sentence. */
export function reason(error) {
    return (
        error?.data?.message ||
        _t("It did not work: there is no connection with the clinic's server. Try again.")
    );
}

function dayInWords(at) {
    const days = Math.round(luxon.DateTime.now().startOf("day").diff(at.startOf("day")).as("days"));
    if (days === 0) {
        return _t("Today");
    }
    if (days === 1) {
        return _t("Yesterday");
    }
    return at.toFormat("cccc d LLLL");
}
