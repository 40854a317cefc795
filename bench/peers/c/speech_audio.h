// What a talker of speech_load says: sentences of 1.6 s with 0.6 s of near silence between them, cut into chunks and packed as whole message payloads once.
// Voiced sound of many harmonics under a syllable's envelope: enough for a voice detector, and the same for every server.
#ifndef MILLRACE_PEERS_SPEECH_AUDIO_H
#define MILLRACE_PEERS_SPEECH_AUDIO_H

#include "ws.h"

#include <math.h>

enum { Rate = 16000, SentenceMs = 1600, PauseMs = 600 };

typedef struct {
    int chunks, bytes, opcode;   // messages of one turn of the loop; PCM bytes of a chunk
    size_t length;               // of a payload; all have the same
    uint8_t *payloads;
} Audio;

static double audio_noise(void)
{
    static uint32_t state = 2463534242u;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return (double)state / 2147483648.0 - 1;
}

static int16_t audio_sample(int at)
{
    const double pi = 3.14159265358979;
    double t = (double)at / Rate, floor = 12 * audio_noise();
    if (at * 1000LL / Rate >= SentenceMs) return (int16_t)lrint(floor);
    double pitch = 120 + 15 * sin(2 * pi * 0.7 * t), syllable = 0.25 + 0.75 * fabs(sin(pi * 3.5 * t)), value = 0;
    for (int k = 1; k <= 20; k++) {
        double f = k * pitch, formants = exp(-pow((f - 600) / 300, 2)) + 0.7 * exp(-pow((f - 1400) / 350, 2)) + 0.15;
        value += formants * sin(2 * pi * f * t);
    }
    return (int16_t)lrint(fmax(-30000, fmin(30000, 2500 * syllable * value + floor)));
}

static void audio_make(Audio *audio, int chunkMs, int json)
{
    static const char head[] = "{\"type\":\"audio\",\"data\":\"", tail[] = "\"}";
    audio->chunks = (SentenceMs + PauseMs) / chunkMs;
    audio->bytes = Rate / 1000 * 2 * chunkMs;
    audio->opcode = json ? WS_TEXT : WS_BINARY;
    size_t base64 = 4 * (((size_t)audio->bytes + 2) / 3);
    audio->length = json ? sizeof head - 1 + base64 + sizeof tail - 1 : (size_t)audio->bytes;
    audio->payloads = malloc((size_t)audio->chunks * audio->length + 1);
    uint8_t *pcm = malloc((size_t)audio->bytes);
    if (!audio->payloads || !pcm) ws_die("malloc");
    for (int chunk = 0, at = 0; chunk < audio->chunks; chunk++) {
        uint8_t *to = audio->payloads + (size_t)chunk * audio->length;
        for (int i = 0; i < audio->bytes; i += 2, at++) {
            uint16_t sample = (uint16_t)audio_sample(at);
            pcm[i] = (uint8_t)sample;
            pcm[i + 1] = (uint8_t)(sample >> 8);
        }
        if (!json) { memcpy(to, pcm, (size_t)audio->bytes); continue; }
        memcpy(to, head, sizeof head - 1);
        ws_base64(pcm, (size_t)audio->bytes, (char *)to + sizeof head - 1);
        memcpy(to + sizeof head - 1 + base64, tail, sizeof tail - 1);
    }
    free(pcm);
}

#endif
