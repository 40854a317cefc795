namespace Millrace.Engine.Subjects;

/// <summary>The subject has ended or does not answer: nothing more is to be had from it.</summary>
internal sealed class SubjectGoneException(string message) : Exception(message);
